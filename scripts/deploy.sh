#!/usr/bin/env bash
# Create the stack that monitors a model, or update it; wait until it is up.
#
# Usage: scripts/deploy.sh [--email ADDRESS] [options]
#
#   --email ADDRESS         where alerts go; by default $EMAIL_ADDRESS. An update needs none
#   --edition NAME          drift-monitor or model-monitor. By default drift-monitor; an update
#                           leaves the stack the edition that it has
#   --stack-name NAME       by default sagemaker-model-monitor
#   --region NAME           by default $AWS_REGION, $AWS_DEFAULT_REGION, the profile's, us-east-1
#   --parameter NAME=VALUE  a parameter of the template, as MonitoringFrequency=daily; may be
#                           repeated. What an update does not name stays as it is
#   --tag NAME=VALUE        a tag of the stack; may be repeated. An update without one leaves all
#                           as they are; with one, these are all that there are
#   --help                  this text
#
# Examples:
#   EMAIL_ADDRESS=you@example.com scripts/deploy.sh
#   scripts/deploy.sh --parameter MonitoringFrequency=daily
#   scripts/deploy.sh --email you@example.com --stack-name churn-monitor --parameter ModelName=churn
#
# The name of the endpoint is written to endpoint-name.txt in the folder where you are. To run it
# again changes nothing, if nothing has changed. It needs the AWS CLI, version 1 or 2.
#
# Exit codes: 0 up, 1 failed, 2 wrong usage.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/common.sh
. "$HERE/common.sh"

stack=sagemaker-model-monitor region='' edition='' email=${EMAIL_ADDRESS:-}
parameters=() tags=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) help_of "$0" && exit ;;
    --email | --edition | --stack-name | --region | --parameter | --tag)
      [ $# -gt 1 ] || misused "$1 needs a value" ;;
    *) misused "unknown argument: $1" ;;
  esac
  case $1 in
    --email) email=$2 ;;
    --edition) edition=$2 ;;
    --stack-name) stack=$2 ;;
    --region) region=$2 ;;
    --parameter) [[ $2 == ?*=* ]] || misused "--parameter takes NAME=VALUE, not $2"
      parameters+=("$2") ;;
    --tag) [[ $2 == ?*=* ]] || misused "--tag takes NAME=VALUE, not $2"
      tags+=("$2") ;;
  esac
  shift 2
done
case $edition in
  '' | drift-monitor | model-monitor) ;;
  *) misused "no such edition: $edition. There are drift-monitor and model-monitor" ;;
esac
needs_aws_cli
use_region "$region"

found=$(of_stack "$stack" '[StackStatus, StackId]')
read -r status id <<<"$found"
operation=UPDATE
case $status in
  '' | REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE) # no stack, plans of one, the empty rest of one
    operation=CREATE
    edition=${edition:-drift-monitor}
    [ -n "$email" ] || misused "give --email ADDRESS, or set EMAIL_ADDRESS" ;;
  *_IN_PROGRESS) fail "$stack is $status: wait until that is over, then run this again" ;;
esac
ended=''
if [ "$status" = ROLLBACK_COMPLETE ]; then
  say "$stack is $status: the empty rest of an earlier creation, which is removed first"
  aws cloudformation delete-stack --stack-name "$stack"
  wait_for "$id"
  [ "$ended" = DELETE_COMPLETE ] || fail "$stack is $ended: $(first_failure "$id" "$stack" DELETE)"
fi
if [ -z "$edition" ]; then # the template's description ends in "(edition version)"
  edition=$(aws cloudformation get-template-summary --stack-name "$stack" --output text \
    --query Description | sed -n 's/.*(\([a-z-]*\) [^ ]*)$/\1/p')
  [ -n "$edition" ] || fail "$stack is another template's stack: give another --stack-name"
fi
# The CLI would take away tags that it is not given.
if [ $operation = UPDATE ] && [ ${#tags[@]} -eq 0 ]; then
  found=$(of_stack "$stack" "Tags[?!starts_with(Key, 'aws:')].[join('=', [Key, Value])]")
  while IFS= read -r tag; do [ -z "$tag" ] || tags+=("$tag"); done <<<"$found"
fi
[ -z "$email" ] || parameters+=("EmailAddress=$email")

template=$HERE/../templates/$edition.yaml
say "$operation $stack ($edition) in $AWS_REGION"
asked=(--stack-name "$stack" --template-file "$template" --capabilities CAPABILITY_IAM)
[ ${#parameters[@]} -eq 0 ] || asked+=(--parameter-overrides "${parameters[@]}")
[ ${#tags[@]} -eq 0 ] || asked+=(--tags "${tags[@]}")
# Executed below: the CLI itself would wait for an hour at most, and say no reason.
made=$(aws cloudformation deploy "${asked[@]}" --no-execute-changeset \
  --no-fail-on-empty-changeset) || fail "CloudFormation has refused it, see above"
changes=$(printf '%s\n' "$made" | grep -o 'arn:[^ ]*:changeSet/[^ ]*' || true)
if [ -n "$changes" ]; then
  aws cloudformation execute-change-set --change-set-name "$changes"
  wait_for "$stack"
  [ "$ended" = "${operation}_COMPLETE" ] ||
    fail "$stack is $ended: $(first_failure "$stack" "$stack" "$operation")"
else
  say "nothing to change"
fi

aws cloudformation describe-stacks --stack-name "$stack" --output text \
  --query 'Stacks[0].Outputs[].[OutputKey, OutputValue]' | awk -F '\t' '
    { printf "%-22s %s\n", $1, $2 }
    $1 == "EndpointName" { print $2 >"endpoint-name.txt" }'
if [ $operation = CREATE ]; then
  say "Confirm the subscription in the mail from AWS Notifications: until then no alert reaches you"
fi
