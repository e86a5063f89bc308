"""AWS's own client for Python against the server of this crate, so that it isn't only held against itself.

botocore signs the requests, checks both checksums of each frame, and makes exceptions of errors by AWS's own model
of the service. Usage: botocore_check.py PROGRAM
"""
import contextlib, json, os, subprocess, sys, tempfile, traceback

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)

import boto3, botocore.exceptions as errors
from botocore.config import Config
from botocore.eventstream import ChecksumMismatch

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"
ARN = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3"
TOOLS = {"tools": [{"toolSpec": {"name": "read", "inputSchema": {"json": {"type": "object"}}}}]}
HELLO = [{"role": "user", "content": [{"text": "Hello"}]}]
SCENARIO = """
# What the model says
{"say": "I look at it, größer than before.", "calls": [{"tool": "read", "input": {"path": "a/b.rs", "lines": [1, 2]}}, {"tool": "read"}]}
{"say": "All is done."}
"""


@contextlib.contextmanager
def wire(*options, replies=()):
    """A server with the scenario and these replies; gives its endpoint."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as scenario:
        scenario.write(SCENARIO)
        scenario.flush()
        command = [sys.argv[1], "--scenario", scenario.name, *options]
        for reply in replies:
            command += ["--reply", json.dumps(reply)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                yield server.stdout.readline().strip()
            finally:
                server.kill()


def client(endpoint, key=KEY, secret=SECRET, token=None, region="us-east-1"):
    config = Config(retries={"total_max_attempts": 1}, read_timeout=1, connect_timeout=1)
    # botocore gives API keys to HTTPS alone: it is told so, and the scheme taken back behind its signer.
    url = endpoint if key else endpoint.replace("http:", "https:")
    made = boto3.Session().client("bedrock-runtime", endpoint_url=url, region_name=region, config=config,
        aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token)
    plain = lambda request, **_: setattr(request, "url", request.url.replace("https:", "http:"))
    made.meta.events.register("before-send", plain)
    return made


def converse(endpoint, messages=HELLO, model=MODEL, **credentials):
    """The whole answer: its blocks, why it stopped, its usage."""
    tools = {} if messages is HELLO else {"toolConfig": TOOLS}
    stream = client(endpoint, **credentials).converse_stream(modelId=model, messages=messages, **tools)["stream"]
    blocks, stop, usage = {}, None, None
    for event in stream:
        (kind, body), = event.items()
        if kind == "contentBlockStart":
            call = body["start"]["toolUse"]
            blocks[body["contentBlockIndex"]] = {"toolUse": {**call, "input": ""}}
        elif kind == "contentBlockDelta":
            (part, delta), = body["delta"].items()
            if part == "text":
                block = blocks.setdefault(body["contentBlockIndex"], {"text": ""})
                block["text"] += delta
            elif part == "toolUse":
                blocks[body["contentBlockIndex"]]["toolUse"]["input"] += delta["input"]
        elif kind == "messageStop":
            stop = body["stopReason"]
        elif kind == "metadata":
            usage = body["usage"]
    for block in blocks.values():
        if "toolUse" in block:
            block["toolUse"]["input"] = json.loads(block["toolUse"]["input"])
    return [blocks[index] for index in sorted(blocks)], stop, usage


def refused(error, endpoint, code=None, said="", **arguments):
    """The call must fail with this error and code, and in these words."""
    try:
        answer = converse(endpoint, **arguments)
    except error as raised:
        found = (getattr(raised, "response", None) or {}).get("Error", {}).get("Code")
        assert code in (None, found), f"code {found}: {raised}"
        assert said in str(raised), raised
        return raised
    raise AssertionError(f"it was answered: {answer}")


def a_conversation_with_tools():
    with wire() as endpoint:
        blocks, stop, usage = converse(endpoint)
        assert blocks[0] == {"text": "I look at it, größer than before."}, blocks
        assert blocks[1] == {"toolUse": {"toolUseId": "call-1-1", "name": "read", "input": {"path": "a/b.rs", "lines": [1, 2]}}}, blocks
        assert blocks[2] == {"toolUse": {"toolUseId": "call-1-2", "name": "read", "input": {}}}, blocks
        assert stop == "tool_use" and usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"], usage
        results = [{"toolResult": {"toolUseId": f"call-1-{i}", "content": [{"text": "fn"}]}} for i in (1, 2)]
        history = HELLO + [{"role": "assistant", "content": blocks}, {"role": "user", "content": results}]
        assert converse(endpoint, history)[:2] == ([{"text": "All is done."}], "end_turn")
        refused(errors.ClientError, endpoint, "ValidationException", "Expected toolResult blocks at messages.2.content "
            "for the following Ids: call-1-2", messages=history[:2] + [{"role": "user", "content": results[:1]}])


def a_cache_by_the_bytes():
    """AWS's client words its requests in its own way; what it sends twice is read from the cache the second time."""
    point = {"cachePoint": {"type": "default"}}
    long = {"role": "user", "content": [{"text": "word " * 2000}, point]}
    more = [long, {"role": "assistant", "content": [{"text": "Yes."}]}, {"role": "user", "content": [{"text": "And?"}, point]}]
    counts = lambda usage: (usage["cacheReadInputTokens"], usage["cacheWriteInputTokens"])
    with wire("--counts") as endpoint:
        read, written = counts(converse(endpoint, [long])[2])
        assert read == 0 and written > 2000, (read, written)
        again, beyond = counts(converse(endpoint, more)[2])
        assert again == written and 0 < beyond < 100, (again, beyond)
        changed = [{"role": "user", "content": [{"text": "Word " + "word " * 1999}, point]}]
        assert counts(converse(endpoint, changed)[2])[0] == 0


def images():
    """A picture goes there as bytes, and one that is none is refused."""
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    shown = lambda kind, data: [{"role": "user", "content": [{"text": "Look"}, {"image": {"format": kind, "source": {"bytes": data}}}]}]
    with wire() as endpoint:
        assert converse(endpoint, shown("png", png))[1] == "tool_use"
        refused(errors.ClientError, endpoint, "ValidationException", "Could not process image", messages=shown("gif", png))
        many = [{"role": "user", "content": shown("png", png)[0]["content"] + shown("png", png)[0]["content"][1:] * 20}]
        refused(errors.ClientError, endpoint, "ValidationException", "too many images", messages=many)


def counted_tokens():
    """They are counted for models, and not for the profiles that lead to them; a reply is not used up."""
    with wire() as endpoint:
        count = lambda model, messages: client(endpoint).count_tokens(modelId=model, input={"converse": {"messages": messages}})["inputTokens"]
        long = [{"role": "user", "content": [{"text": "word " * 2000}]}]
        assert count(MODEL, HELLO) < 20 and 2400 < count(MODEL, long) < 2600, count(MODEL, long)
        for profile in ("us." + MODEL, ARN):
            try:
                count(profile, HELLO)
            except errors.ClientError as raised:
                assert "doesn't support counting tokens" in str(raised), raised
            else:
                raise AssertionError(profile)
        assert converse(endpoint)[1] == "tool_use"


def a_guardrail():
    """What it found comes behind the answer."""
    found = {"inputAssessment": {"g-1": {"topicPolicy": {"topics": [{"name": "Finance", "type": "DENY", "action": "BLOCKED"}]}}}}
    reply = {"answer": {"blocks": [{"text": ["Sorry."]}], "stop": "guardrail_intervened", "guardrail": found}}
    with wire(replies=[reply]) as endpoint:
        stream = client(endpoint).converse_stream(modelId=MODEL, messages=HELLO)["stream"]
        trace = [event["metadata"]["trace"] for event in stream if "metadata" in event]
        assert trace[0]["guardrail"]["inputAssessment"]["g-1"]["topicPolicy"]["topics"][0]["name"] == "Finance", trace


def model_ids():
    with wire() as endpoint:
        for model in (MODEL, "us." + MODEL, ARN, "arn:aws:bedrock:us-east-1::foundation-model/" + MODEL):
            assert converse(endpoint, model=model)[1] == "tool_use"
        refused(errors.ClientError, endpoint, "ValidationException", "model identifier is invalid", model="no model")


def credentials():
    with wire("--access-key", "AK", "--secret-key", "top/secret+", "--session-token", "token/of+time==") as endpoint:
        temporary = {"key": "AK", "secret": "top/secret+", "token": "token/of+time=="}
        assert converse(endpoint, **temporary)[1] == "tool_use"
        for wrong in ({"token": None}, {"token": "other"}, {"key": "OTHER"}):
            refused(errors.ClientError, endpoint, "UnrecognizedClientException", **{**temporary, **wrong})
        refused(errors.ClientError, endpoint, "InvalidSignatureException", "does not match", **{**temporary, "secret": "x"})
        refused(errors.ClientError, endpoint, "InvalidSignatureException", "valid region", **temporary, region="eu-west-1")
    with wire("--expired") as endpoint:
        refused(errors.ClientError, endpoint, "ExpiredTokenException")


def clocks():
    for ahead, said in ((1200, "Signature expired"), (-1200, "Signature not yet current")):
        with wire("--clock-ahead", str(ahead)) as endpoint:
            refused(errors.ClientError, endpoint, "InvalidSignatureException", said)
    with wire("--clock-ahead", "240") as endpoint:
        assert converse(endpoint)[1] == "tool_use"


def api_keys():
    with wire("--bearer", "bedrock-api-key-abc") as endpoint:
        try:
            os.environ["AWS_BEARER_TOKEN_BEDROCK"] = "bedrock-api-key-abc"
            assert converse(endpoint, key=None, secret=None)[1] == "tool_use"
            os.environ["AWS_BEARER_TOKEN_BEDROCK"] = "wrong"
            refused(errors.ClientError, endpoint, "AccessDeniedException", key=None, secret=None)
        finally:
            del os.environ["AWS_BEARER_TOKEN_BEDROCK"]
        assert converse(endpoint)[1] == "tool_use"


def errors_before_the_stream():
    kinds = {"ThrottlingException": 429, "ModelNotReadyException": 429, "AccessDeniedException": 403,
        "ResourceNotFoundException": 404, "ModelTimeoutException": 408, "ModelErrorException": 424,
        "InternalServerException": 500, "ServiceUnavailableException": 503}
    replies = [{"error": {"status": status, "kind": kind, "message": "It is so."}} for kind, status in kinds.items()]
    with wire(replies=replies + [{"throttle": {"retryAfter": 7}}, "close"]) as endpoint:
        for kind in kinds:
            raised = refused(errors.ClientError, endpoint, kind, "It is so.")
            assert type(raised).__name__ == kind, type(raised)
        headers = refused(errors.ClientError, endpoint, "ThrottlingException").response["ResponseMetadata"]["HTTPHeaders"]
        assert headers["retry-after"] == "7", headers
        refused((errors.ConnectionClosedError, errors.HTTPClientError), endpoint)
        assert converse(endpoint)[1] == "tool_use"


def exceptions_in_the_stream():
    kinds = ["internalServerException", "modelStreamErrorException", "throttlingException",
        "serviceUnavailableException", "validationException"]
    exception = lambda kind: {"scripted": {"exception": {"after": 3, "kind": kind, "message": "Now.", "originalStatus": 500}}}
    with wire(replies=[exception(kind) for kind in kinds]) as endpoint:
        for kind in kinds:
            refused(errors.EventStreamError, endpoint, kind, "Now.")


def broken_streams():
    broken = (errors.ReadTimeoutError, errors.HTTPClientError, errors.ResponseStreamingError)
    from urllib3.exceptions import HTTPError
    with wire(replies=[{"scripted": faults} for faults in (
        {"wrongCrc": 3},
        {"end": {"cutWithin": 4}},
        {"end": {"cutAfterBytes": 5}},
        {"end": {"stallAfter": 3}},
        {"unknownEvents": True, "interleave": True, "paceMs": 1},
    )]) as endpoint:
        refused(ChecksumMismatch, endpoint)
        refused(broken + (HTTPError,), endpoint)
        refused(broken + (HTTPError,), endpoint)
        refused(broken + (HTTPError,), endpoint)
        # botocore passes on what it doesn't know without a name for it; all that it does know must be there.
        blocks, stop, _ = converse(endpoint)
        assert blocks[1]["toolUse"]["input"] == {"path": "a/b.rs", "lines": [1, 2]} and stop == "tool_use", blocks


def a_body_that_ends_within_an_event():
    with wire(replies=[{"scripted": {"end": {"endWithin": 5}}}]) as endpoint:
        # botocore takes the end for the end: no stop reason has come.
        assert converse(endpoint)[1] is None


def everything_a_stream_may_hold():
    answer = {"blocks": [{"reasoning": {"text": ["I ", "", "think"], "signature": "c2ln"}}, {"redacted": "AAEC"},
        {"text": ["", "Hi"]}, {"call": {"id": "t.1", "name": "no such tool!", "input": ["{\"a\"", ":1}"]}}],
        "stop": "max_tokens", "usage": {"input": 1, "output": 2, "cacheRead": 3, "cacheWrite": 4}}
    with wire(replies=[{"answer": answer}]) as endpoint:
        events = list(client(endpoint).converse_stream(modelId=MODEL, messages=HELLO)["stream"])
    deltas = [event["contentBlockDelta"]["delta"] for event in events if "contentBlockDelta" in event]
    reasoning = [delta["reasoningContent"] for delta in deltas if "reasoningContent" in delta]
    assert reasoning == [{"text": "I "}, {"text": ""}, {"text": "think"}, {"signature": "c2ln"}, {"redactedContent": b"\0\1\2"}], reasoning
    assert {"toolUse": {"toolUseId": "t.1", "name": "no such tool!"}} in [event["contentBlockStart"]["start"] for event in events if "contentBlockStart" in event]
    assert events[-2] == {"messageStop": {"stopReason": "max_tokens"}}, events[-2]
    usage = {"inputTokens": 1, "outputTokens": 2, "totalTokens": 10, "cacheReadInputTokens": 3, "cacheWriteInputTokens": 4}
    assert events[-1]["metadata"]["usage"] == usage, events[-1]


def invalid_requests():
    with wire() as endpoint:
        for said, messages in (
            ("must start with a user message", [{"role": "assistant", "content": [{"text": "Hi"}]}]),
            ("must alternate between user and assistant roles", HELLO + HELLO),
            ("is blank. Add text", [{"role": "user", "content": [{"text": " "}]}]),
            ("at messages.0 is empty", [{"role": "user", "content": []}]),
        ):
            refused(errors.ClientError, endpoint, "ValidationException", said, messages=messages)


def main():
    checks = [a_conversation_with_tools, a_cache_by_the_bytes, images, counted_tokens, a_guardrail, model_ids, credentials, clocks, api_keys, errors_before_the_stream,
        exceptions_in_the_stream, broken_streams, a_body_that_ends_within_an_event, everything_a_stream_may_hold, invalid_requests]
    failed = 0
    for check in checks:
        try:
            check()
            print("ok  ", check.__name__.replace("_", " "))
        except Exception:
            failed += 1
            print("FAIL", check.__name__.replace("_", " "))
            traceback.print_exc()
    print(f"{len(checks) - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
