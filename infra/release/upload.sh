#!/usr/bin/env bash
# upload.sh PACKAGE.zip JOBS NAME: the package and the list of its jobs, as NAME.zip and NAME.jobs. A name is never given twice.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

package=${1:?"usage: upload.sh PACKAGE.zip JOBS NAME"} jobs=${2:?} name=${3:?}
[[ $name =~ ^[A-Za-z0-9._-]+$ ]] || fail "A package's name has letters, digits, '.', '_' and '-'."
account=$(of packageStorageName)
for file in "$jobs:$name.jobs" "$package:$name.zip"; do
  az storage blob upload --auth-mode login --account-name "$account" --container-name packages \
    --file "${file%%:*}" --name "${file#*:}" --overwrite false --only-show-errors --output none
done
