#!/bin/sh
# Waits for the server, then creates the namespace and the search attributes that Holdfast expects. Harmless to repeat.
# Connection: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE.
set -eu

# The same list as in libs/temporal/search-attributes.ts; a test compares them.
search_attributes='
HoldfastStatus=Keyword
HoldfastReleaseAt=Datetime
HoldfastAttention=Bool
HoldfastOrderId=Keyword
'

attempt=0
until temporal operator cluster health >/dev/null 2>&1; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 60 ]; then
    echo "Temporal at $TEMPORAL_ADDRESS does not answer." >&2
    exit 1
  fi
  sleep 1
done

# A closed order stays visible in the Temporal UI for a week; PostgreSQL keeps it for good.
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 168h

# A new namespace is known everywhere only after some seconds.
attempt=0
until known=$(temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" 2>/dev/null); do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 60 ]; then
    echo "The namespace $TEMPORAL_NAMESPACE cannot be read." >&2
    exit 1
  fi
  sleep 1
done

for attribute in $search_attributes; do
  case $known in
    *"${attribute%=*}"*) ;;
    *)
      temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
        --name "${attribute%=*}" --type "${attribute#*=}"
      ;;
  esac
done

# The server learns of them within a second or two; until then it would refuse orders.
attempt=0
until temporal workflow count --namespace "$TEMPORAL_NAMESPACE" --query "HoldfastStatus = 'any'" >/dev/null 2>&1; do
  attempt=$((attempt + 1))
  if [ "$attempt" -ge 60 ]; then
    echo "The search attributes of $TEMPORAL_NAMESPACE cannot be used." >&2
    exit 1
  fi
  sleep 1
done
echo "The namespace $TEMPORAL_NAMESPACE is ready."
