#!/usr/bin/env bash
# prices.sh REGION [CURRENCY]: today's list prices of what infra/ deploys, from Microsoft's public price list. Needs curl and jq, and no
# login.
# docs/azure-costs.md has the quantities. A meter that isn't printed is not sold in the region, or has a new name.
set -euo pipefail

region=${1:?"usage: prices.sh REGION [CURRENCY]"} currency=${2:-USD}
[[ $region =~ ^[a-z0-9]+$ && $currency =~ ^[A-Z]{3}$ ]] || {
  printf '%s\n' "A region is written like westeurope, a currency like EUR." >&2
  exit 1
}

# prices SERVICE PATTERN: the pattern is looked for in product, SKU and meter.
prices() {
  local url="https://prices.azure.com/api/retail/prices?currencyCode=%27$currency%27&\$filter="
  local filter="serviceName eq '$1' and armRegionName eq '$region' and priceType eq 'Consumption'"
  url+=$(jq --null-input --raw-output --arg filter "$filter" '$filter | @uri')
  while [[ -n $url ]]; do
    page=$(curl --fail --silent --show-error --max-time 60 --proto =https "$url")
    jq --raw-output --arg pattern "$2" '.Items[] | select("\(.productName) \(.skuName) \(.meterName)" | test($pattern))
      | [.serviceName, .productName, .meterName, .unitOfMeasure, .retailPrice, .currencyCode] | @tsv' <<<"$page"
    url=$(jq --raw-output '.NextPageLink // ""' <<<"$page")
  done
}

printf '%s\n' "List prices in $region on $(date -u +%F):"
prices 'Functions' 'Premium'
prices 'Azure App Service' 'Basic Plan - Linux B1'
prices 'Azure Container Apps' 'Standard'
prices 'Azure Database for PostgreSQL' 'Flexible Server.*(B1MS|B2s|Ddsv5|Dds v5|Storage|Backup)'
prices 'Storage' 'General Block Blob v2 Hot (LRS|ZRS)|Queues v2.*(LRS|ZRS)|Tables.*(LRS|ZRS)'
prices 'Container Instances' 'Standard'
prices 'Virtual Network' 'Private Endpoint|Standard IPv4 Static Public IP'
prices 'NAT Gateway' 'Standard'
prices 'Azure DNS' 'Private'
prices 'Key Vault' 'Operations'
prices 'Log Analytics' 'Analytics Logs Data Ingestion|Pay-as-you-go'
prices 'Azure Monitor' 'Alerts'
