#!/usr/bin/env bash
# migrate.sh APP: roles and tables, with the published app in folder APP. Old code goes on meanwhile: migrations only add what it does not miss.
# Asks for psql, and for a way to the server: from the virtual network, or from an address in openTo.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

app=${1:?"usage: migrate.sh FOLDER"}
host=$(of postgresHost)
user=$(of deployerName)
identity=$(of identityName)
principal=$(of identityPrincipalId)
certificates=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}

say "roles …"
token=$(az account get-access-token --resource-type oss-rdbms --query accessToken --output tsv)
PGPASSWORD=$token PGSSLROOTCERT=$certificates \
  psql --no-psqlrc --quiet --host "$host" --username "$user" --dbname "dbname=postgres sslmode=verify-full" \
  --variable database=pipeline --variable "app=$identity" --variable "app_object_id=$principal" --file "$infra/database/roles.sql" >/dev/null

say "tables …"
# As the role that owns them; a connection that is reset would fall back to its login. By the login of az, whatever identity the machine has.
# Broker and blobs are asked for at start and not used.
PIPELINE_POSTGRES="Host=$host;Port=5432;Database=pipeline;Username=\"$user\";SSL Mode=VerifyFull;Options=-c role=pipeline;No Reset On Close=true" \
  PIPELINE_POSTGRES_TOKEN_SCOPE=https://ossrdbms-aad.database.windows.net/.default \
  AZURE_TOKEN_CREDENTIALS=AzureCliCredential PIPELINE_RABBITMQ=amqp://127.0.0.1/ PIPELINE_BLOBS=UseDevelopmentStorage=true \
  dotnet "$app/Pipeline.Functions.dll" migrate
