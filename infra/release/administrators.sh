#!/usr/bin/env bash
# administrators.sh: makes the deployer an administrator of PostgreSQL. Earlier deployers stay what they are. Azure refuses this for some
# minutes after a
# server was made, so it is repeated: ADMINISTRATOR_TRIES (40) times, ADMINISTRATOR_PAUSE (15) seconds apart.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

id=$(of deployerObjectId)
name=$(of deployerName)
type=$(of deployerType)
server=$(of postgresName)
server=(--resource-group "$RESOURCE_GROUP" --server-name "$server")
known=$(az postgres flexible-server microsoft-entra-admin list "${server[@]}" --query "[?objectId=='$id'].objectId" --output tsv)
[[ -z $known ]] || exit 0

tries=${ADMINISTRATOR_TRIES:-40}
for ((try = 1; ; try++)); do
  if said=$(az postgres flexible-server microsoft-entra-admin create "${server[@]}" \
    --object-id "$id" --display-name "$name" --type "$type" --output none 2>&1); then
    say "$name is an administrator of PostgreSQL"
    exit 0
  fi
  # Anything else, such as missing rights, does not pass by itself.
  [[ $said =~ ServerIsNotAccessible|ServerBusy|OperationInProgress|Conflict ]] || fail "$said"
  ((try < tries)) || fail "Azure still refuses an administrator after $tries tries: $said"
  say "PostgreSQL isn't ready for an administrator yet (try $try of $tries) …"
  sleep "${ADMINISTRATOR_PAUSE:-15}"
done
