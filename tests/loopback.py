"""HTTP to the servers that tests start on this machine."""

import httpx

# One for all: httpx reads every certificate of the machine for each client, which takes longer than
# most answers. No connection is kept, for the server of the next test is another.
http = httpx.Client(verify=False, limits=httpx.Limits(max_keepalive_connections=0))
