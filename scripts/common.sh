# shellcheck shell=bash
# What deploy.sh and destroy.sh share. It is sourced, and made for bash 3.2, which macOS has, too.

say() { printf '%s\n' "$*"; }

# Say what is wrong on standard error, and end with exit code 1.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Say how the script is used wrongly, and end with exit code 2.
misused() {
  printf 'error: %s\nSee %s --help\n' "$*" "$0" >&2
  exit 2
}

# Print the comment at the top of a script: its help.
help_of() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$1"; }

# Let every call of the AWS CLI go to this region: the given one, else that of the environment or
# the profile, else us-east-1. Version 1 of the CLI does not read AWS_REGION.
use_region() {
  local region=${1:-${AWS_REGION:-${AWS_DEFAULT_REGION:-}}}
  if [ -z "$region" ]; then region=$(aws configure get region) || region=us-east-1; fi
  export AWS_REGION=$region AWS_DEFAULT_REGION=$region
}

needs_aws_cli() { command -v aws >/dev/null || fail "the AWS CLI is not on the PATH: install it"; }

# Print facts of the stack, by JMESPath, on a line with tabs; nothing if there is no stack. Other
# refusals end all.
of_stack() {
  local said # on standard error; what is on standard output goes through
  {
    said=$(aws cloudformation describe-stacks --stack-name "$1" --output text \
      --query "Stacks[0].$2" 2>&1 >&3) || [[ $said == *"does not exist"* ]] ||
      fail "the stack $1 cannot be looked up: ${said#$'\n'}"
  } 3>&1
}

# Wait until the stack (by its id, so that a deleted one is found, too) is no more in progress;
# leaves how it ended in $ended.
wait_for() {
  local last=''
  while true; do
    ended=$(of_stack "$1" StackStatus)
    [ -n "$ended" ] || ended=DELETE_COMPLETE
    if [ "$ended" != "$last" ]; then say "$(date +%H:%M:%S) $ended"; fi
    last=$ended
    case $ended in
      *_IN_PROGRESS) sleep "${POLL_SECONDS:-10}" ;;
      *) return ;;
    esac
  done
}

# Print why the newest operation of the stack $1 (its name or its id) failed: the first failure, not
# what it drew after it. $2: the stack's name. $3: how that operation began, as CREATE.
first_failure() {
  aws cloudformation describe-stack-events --stack-name "$1" --output text \
    --query 'StackEvents[].[LogicalResourceId, ResourceStatus, ResourceStatusReason]' |
    awk -F '\t' -v stack="$2" -v began="$3_IN_PROGRESS" '
      $2 ~ /FAILED$/ && $3 !~ /ancelled/ && $1 != stack { first = $1 ": " $3 }
      $1 == stack && $2 == began { exit }
      END { print first ? first : "no resource says why; see the events of the stack" }'
}
