"""The least an agent can do: asks the scripted model and runs what it says, until it says no more.

bare_loop.py PORT. One connection a call, like any client of a server that closes; nothing is parsed twice,
shown or stored. Its wall time is what the model and the commands take, whoever drives them.
"""
import http.client
import json
import subprocess
import sys

TOOL = {"type": "function", "function": {"name": "shell", "parameters": {
    "type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}}}

messages = [{"role": "user", "content": "Run the scripted turns."}]
while True:
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
    body = json.dumps({"model": "fake-model", "messages": messages, "tools": [TOOL]})
    connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
    message = json.load(connection.getresponse())["choices"][0]["message"]
    connection.close()
    messages.append(message)
    if not message.get("tool_calls"):
        break
    for call in message["tool_calls"]:
        command = json.loads(call["function"]["arguments"])["command"]
        output = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, text=True).stdout
        messages.append({"role": "tool", "tool_call_id": call["id"], "content": output})
