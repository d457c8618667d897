#!/usr/bin/env bash
# Delete the stack that monitors a model; wait until it is gone.
#
# Usage: scripts/destroy.sh [options]
#
#   --stack-name NAME  by default sagemaker-model-monitor
#   --region NAME      by default $AWS_REGION, $AWS_DEFAULT_REGION, the profile's, us-east-1
#   --yes              do not ask
#   --help             this text
#
# With Environment=dev, bucket and key go, too; with staging and prod they stay, and their names are
# said. endpoint-name.txt is removed. A stack that is not there is no error. It needs the AWS CLI,
# version 1 or 2.
#
# Exit codes: 0 gone, 1 failed or not wanted, 2 wrong usage.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/common.sh
. "$HERE/common.sh"

stack=sagemaker-model-monitor region='' sure=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) help_of "$0" && exit ;;
    --yes) sure=yes && shift ;;
    --stack-name | --region)
      [ $# -gt 1 ] || misused "$1 needs a value"
      if [ "$1" = --region ]; then region=$2; else stack=$2; fi
      shift 2 ;;
    *) misused "unknown argument: $1" ;;
  esac
done
needs_aws_cli
use_region "$region"

found=$(of_stack "$stack" "[StackId, Parameters[?ParameterKey=='Environment']|[0].ParameterValue,
  Outputs[?OutputKey=='BucketName']|[0].OutputValue]")
IFS=$'\t' read -r id environment bucket <<<"$found"
if [ -z "$id" ]; then
  say "there is no stack $stack in $AWS_REGION: nothing to delete"
  rm -f endpoint-name.txt
  exit
fi
[ "$environment" != None ] || fail "$stack is another template's stack: give another --stack-name"
stays="bucket and key go with it"
# A creation that was rolled back has no outputs, and no bucket.
[ "$environment" = dev ] || [ "$bucket" = None ] || stays="the bucket $bucket and its key stay"
if [ -z "$sure" ]; then
  [ -t 0 ] || misused "nobody is there to ask: add --yes"
  read -r -p "Delete $stack ($environment) in $AWS_REGION? $stays [y/N] " sure
  [[ $sure == [yY]* ]] || fail "nothing was deleted"
fi

say "DELETE $stack ($environment) in $AWS_REGION: $stays"
aws cloudformation delete-stack --stack-name "$stack"
ended=''
wait_for "$id"
[ "$ended" = DELETE_COMPLETE ] || fail "$stack is $ended: $(first_failure "$id" "$stack" DELETE)"
rm -f endpoint-name.txt
