"""Checks a running server with PyPI's openai client.

    python Benchmarks/clients/openai_client.py http://127.0.0.1:8080 [API_KEY]

Prints one line per check and 'N passed, N failed'; the exit code is 0 when all passed.
"""

import math
import sys

import openai

base_url = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8080"
api_key = sys.argv[2] if len(sys.argv) > 2 else "none"
client = openai.OpenAI(base_url=base_url + "/v1", api_key=api_key, max_retries=0, timeout=120)
question = [{"role": "user", "content": "What is a hash table? Answer in one sentence."}]
checks = []


def check(function):
    checks.append(function)
    return function


def models():
    listed = [model.id for model in client.models.list()]
    assert listed, "no model is listed"
    return listed


def error(kind, function):
    try:
        function()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, but the request was answered")


@check
def models_are_listed_and_found():
    for name in models():
        assert client.models.retrieve(name).id == name


@check
def an_unknown_model_is_not_found():
    assert error(openai.NotFoundError, lambda: client.models.retrieve("no-such-model")).code == "model_not_found"
    failure = error(openai.NotFoundError, lambda: client.chat.completions.create(model="no-such-model", messages=question))
    assert failure.code == "model_not_found" and failure.param == "model"


@check
def chat_answers():
    answer = client.chat.completions.create(model=models()[0], messages=question, max_tokens=24, temperature=0)
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].message.content.strip()
    assert answer.choices[0].finish_reason in ("stop", "length")
    assert 0 < answer.usage.completion_tokens <= 24
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert answer.usage.prompt_tokens_details.cached_tokens >= 0


@check
def chat_streams_the_same_text():
    whole = client.chat.completions.create(model="default", messages=question, max_tokens=24, temperature=0)
    text, usage, reason = "", None, None
    stream = client.chat.completions.create(
        model="default", messages=question, max_tokens=24, temperature=0, stream=True, stream_options={"include_usage": True})
    for chunk in stream:
        usage = chunk.usage or usage
        for choice in chunk.choices:
            text += choice.delta.content or ""
            reason = choice.finish_reason or reason
    assert text == whole.choices[0].message.content, (text, whole.choices[0].message.content)
    assert reason == whole.choices[0].finish_reason
    assert usage.completion_tokens == whole.usage.completion_tokens


@check
def the_same_seed_gives_the_same_text():
    def text(seed):
        answer = client.chat.completions.create(model="default", messages=question, max_tokens=24, temperature=1.0, top_p=0.95, seed=seed)
        return answer.choices[0].message.content
    assert text(7) == text(7)
    assert len({text(seed) for seed in range(4)}) > 1, "four seeds gave one text"


@check
def several_answers_come_numbered():
    answer = client.chat.completions.create(model="default", messages=question, max_tokens=8, temperature=1.0, seed=3, n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]


@check
def chat_has_log_probabilities():
    answer = client.chat.completions.create(
        model="default", messages=question, max_tokens=8, temperature=0, logprobs=True, top_logprobs=3)
    tokens = answer.choices[0].logprobs.content
    assert len(tokens) == answer.usage.completion_tokens, (len(tokens), answer.usage.completion_tokens)
    for token in tokens:
        assert token.logprob <= 0 and len(token.top_logprobs) == 3
        assert token.top_logprobs[0].logprob == max(top.logprob for top in token.top_logprobs)
        assert abs(token.logprob - token.top_logprobs[0].logprob) < 1e-5, "temperature 0 takes the likeliest"
        assert sum(math.exp(top.logprob) for top in token.top_logprobs) < 1.0001
    assert bytes(byte for token in tokens for byte in token.bytes).decode().startswith(answer.choices[0].message.content)


@check
def a_stop_text_ends_the_answer_and_is_left_out():
    whole = client.chat.completions.create(model="default", messages=question, max_tokens=24, temperature=0).choices[0].message.content
    stop = whole.split()[2]
    cut = client.chat.completions.create(model="default", messages=question, max_tokens=24, temperature=0, stop=[stop]).choices[0]
    assert stop not in cut.message.content and whole.startswith(cut.message.content)
    assert cut.finish_reason == "stop"


@check
def completions_echo_with_log_probabilities():
    prompt = "The capital of France is Paris."
    answer = client.completions.create(model="default", prompt=prompt, max_tokens=1, echo=True, logprobs=1, temperature=0, seed=1234)
    choice = answer.choices[0]
    probabilities = choice.logprobs
    assert choice.text.startswith(prompt)
    assert len(probabilities.tokens) == len(probabilities.token_logprobs) == len(probabilities.top_logprobs) == len(probabilities.text_offset)
    assert len(probabilities.tokens) == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert probabilities.token_logprobs[0] is None and all(value <= 0 for value in probabilities.token_logprobs[1:])
    assert "".join(probabilities.tokens).startswith(prompt)
    for token, own, top, offset in list(zip(
            probabilities.tokens, probabilities.token_logprobs, probabilities.top_logprobs, probabilities.text_offset))[1:]:
        assert own == top[token] and own <= max(top.values())
        assert choice.text[offset:].startswith(token)


@check
def a_prompt_can_be_read_only():
    answer = client.completions.create(model="default", prompt="One two three", max_tokens=0, echo=True, logprobs=0)
    assert answer.choices[0].text == "One two three"
    assert answer.usage.completion_tokens == 0


@check
def completions_take_several_prompts():
    answer = client.completions.create(model="default", prompt=["One two", "A b c"], max_tokens=2, temperature=0)
    assert [choice.index for choice in answer.choices] == [0, 1]
    alone = client.completions.create(model="default", prompt="A b c", max_tokens=2, temperature=0)
    assert alone.choices[0].text == answer.choices[1].text


@check
def completions_take_token_ids():
    answer = client.completions.create(model="default", prompt=[[10, 20, 30], [40, 50]], max_tokens=1, echo=True, logprobs=1)
    assert [len(choice.logprobs.tokens) for choice in answer.choices] == [4, 3] or answer.choices[0].finish_reason == "stop"


@check
def completions_stream():
    whole = client.completions.create(model="default", prompt="One two", max_tokens=8, temperature=0)
    chunks = client.completions.create(model="default", prompt="One two", max_tokens=8, temperature=0, stream=True)
    assert "".join(choice.text for chunk in chunks for choice in chunk.choices) == whole.choices[0].text


@check
def embeddings_agree_in_both_encodings():
    name = models()[-1]
    texts = ["A hash table maps keys to values.", "Associative array", "The weather is nice."]
    # The client asks for base64 by itself and decodes it.
    packed = client.embeddings.create(model=name, input=texts)
    plain = client.embeddings.create(model=name, input=texts, encoding_format="float")
    assert packed.usage.prompt_tokens > 0
    vectors = [item.embedding for item in plain.data]
    for left, right in zip(packed.data, plain.data):
        assert max(abs(a - b) for a, b in zip(left.embedding, right.embedding)) < 1e-6
        assert abs(sum(value * value for value in right.embedding) - 1) < 1e-3

    def closeness(left, right):
        return sum(a * b for a, b in zip(vectors[left], vectors[right]))
    assert closeness(0, 1) > closeness(0, 2)


@check
def mistakes_are_named():
    for param, arguments in {
        "temperature": {"temperature": 9},
        "frequency_penalty": {"frequency_penalty": 0.5},
        "tools": {"tools": [{"type": "function", "function": {"name": "f"}}]},
        "frobnicate": {"extra_body": {"frobnicate": 1}},
        "max_tokens": {"max_tokens": 0},
        "messages[0].role": {"messages": [{"role": "wizard", "content": "x"}]},
    }.items():
        arguments = {"messages": question, **arguments}
        failure = error(openai.BadRequestError, lambda: client.chat.completions.create(model="default", **arguments))
        assert failure.param == param, (failure.param, param)
        assert param in failure.message


@check
def a_prompt_that_does_not_fit_is_refused():
    long = [{"role": "user", "content": "word " * 40000}]
    failure = error(openai.BadRequestError, lambda: client.chat.completions.create(model="default", messages=long))
    assert failure.code == "context_length_exceeded"


@check
def informational_parameters_are_taken():
    client.chat.completions.create(
        model="default", messages=question, max_tokens=1, user="someone", metadata={"a": "b"}, store=False, service_tier="auto",
        frequency_penalty=0, presence_penalty=0, logit_bias={})


@check
def a_stream_can_be_left():
    stream = client.chat.completions.create(model="default", messages=question, max_tokens=200, temperature=0, stream=True)
    next(iter(stream))
    stream.close()
    assert client.chat.completions.create(model="default", messages=question, max_tokens=1).choices


@check
def keys_are_checked_when_there_are_any():
    if api_key == "none":
        return
    wrong = openai.OpenAI(base_url=base_url + "/v1", api_key="tg-wrong", max_retries=0)
    assert error(openai.AuthenticationError, lambda: wrong.models.list()).code == "invalid_api_key"


failures = 0
for function in checks:
    name = function.__name__.replace("_", " ")
    try:
        function()
        print(f"PASS {name}")
    except Exception as problem:
        failures += 1
        print(f"FAIL {name}: {type(problem).__name__}: {problem}")
print(f"{len(checks) - failures} passed, {failures} failed")
sys.exit(1 if failures else 0)
