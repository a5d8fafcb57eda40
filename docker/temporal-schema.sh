#!/bin/sh
# Creates Temporal's two databases and brings their schema up to date. Harmless to repeat; runs before each start of
# the server, which is also how a newer server gets its newer schema. Connection: SQL_* environment of the tool.
set -eu

for name in temporal visibility; do
  database=temporal
  [ "$name" = visibility ] && database=temporal_visibility
  temporal-sql-tool --db "$database" create
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema -d "/etc/temporal/schema/postgresql/v12/$name/versioned"
done
