#!/usr/bin/env bash
# migrate.sh APP: roles and tables, with the published app in folder APP. Old code goes on meanwhile: migrations only add.
# migrate.sh --close: takes back what an interrupted run may have left open.
# A private server is opened to this machine's address for as long as this takes, unless the machine is in the network. RELEASE_ADDRESS is
# that address;
# else an echo service says it (RELEASE_ADDRESS_FROM). Logins stay Entra ID only. Needs psql.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

app=${1:?"usage: migrate.sh FOLDER, or migrate.sh --close"}
group=(--resource-group "$RESOURCE_GROUP")
server=$(of postgresName)
host=$(of postgresHost)
user=$(of deployerName)
identity=$(of identityName)
principal=$(of identityPrincipalId)
private=$(of databaseIsPrivate)

close_server() {
  local rule rules
  # Not while another one is opening: a release is alone in its environment.
  rules=$(az postgres flexible-server firewall-rule list "${group[@]}" --name "$server" \
    --query "[?starts_with(name, 'release-')].name" --output tsv)
  for rule in $rules; do
    az postgres flexible-server firewall-rule delete "${group[@]}" --name "$server" --rule-name "$rule" --yes --output none
  done
  # An environment that names addresses stays open to them.
  [[ $private != true ]] || az postgres flexible-server update "${group[@]}" --name "$server" --public-access Disabled --output none
}
if [[ $app == --close ]]; then
  close_server
  exit
fi

open_server() {
  local address=${RELEASE_ADDRESS:-}
  [[ -n $address ]] ||
    address=$(curl --fail --silent --show-error --max-time 20 --proto =https "${RELEASE_ADDRESS_FROM:-https://api.ipify.org}")
  [[ $address =~ ^[0-9]{1,3}(\.[0-9]{1,3}){3}$ && $address != 0.* ]] ||
    fail "This machine's address is unknown: set RELEASE_ADDRESS to its IPv4 address."
  say "opening $server to $address …"
  # Also where something below fails; a step of the workflow does it once more, should this process be killed.
  trap close_server EXIT
  az postgres flexible-server update "${group[@]}" --name "$server" --public-access Enabled --output none
  az postgres flexible-server firewall-rule create "${group[@]}" --name "$server" --rule-name "release-$$-$RANDOM" \
    --start-ip-address "$address" --end-ip-address "$address" --output none
}

PGPASSWORD=$(az account get-access-token --resource-type oss-rdbms --query accessToken --output tsv)
export PGPASSWORD PGSSLROOTCERT=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt} PGCONNECT_TIMEOUT=10
sql() { psql --no-psqlrc --quiet --host "$host" --username "$user" --dbname "dbname=postgres sslmode=verify-full" "$@"; }

if ! sql --command 'select 1' >/dev/null 2>&1; then
  open_server
  # A rule takes effect after some seconds, and so does a new administrator.
  for ((try = 1; ; try++)); do
    if said=$(sql --command 'select 1' 2>&1 >/dev/null); then break; fi
    ((try < ${CONNECT_TRIES:-20})) || fail "PostgreSQL can't be reached: $said"
    sleep "${CONNECT_PAUSE:-5}"
  done
fi

say "roles …"
sql --variable database=pipeline --variable "app=$identity" --variable "app_object_id=$principal" \
  --variable administrators=azure_pg_admin --file "$infra/database/roles.sql" >/dev/null

say "tables …"
unset PGPASSWORD
# As the role that owns them; a connection that is reset would fall back to its login. By the login of az, whatever identity the machine
# has.
# Broker and blobs are asked for at start and not used.
login="Host=$host;Port=5432;Database=pipeline;Username=\"$user\";SSL Mode=VerifyFull"
PIPELINE_POSTGRES="$login;Options=-c role=pipeline;No Reset On Close=true;Maximum Pool Size=2" \
  PIPELINE_POSTGRES_TOKEN_SCOPE=https://ossrdbms-aad.database.windows.net/.default \
  AZURE_TOKEN_CREDENTIALS=AzureCliCredential PIPELINE_RABBITMQ=amqp://127.0.0.1/ PIPELINE_BLOBS=UseDevelopmentStorage=true \
  dotnet "$app/Pipeline.Functions.dll" migrate
