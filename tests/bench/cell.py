"""One measured run of one agent: cell.py SPEC, prints one JSON line.

SPEC is JSON: an agent (agents.py) with `turns`, the script of the scripted `model`, and an empty `scratch`
folder. Started as the first process of its own process and network namespace where that is possible
(turns.py), so that nothing leaves the machine and nothing outlives the run.

`wall_s`: from fork to the agent's end. `cpu_s`: user and system time of the agent and of everything it waited
for or left behind dead. `rss_mb`: resident memory of its largest single process at its peak; the 8 MB or so
of this script's own memory that a fork begins with are the least it can show. `model_cpu_s`: what the scripted
model took.
"""
import json
import os
import signal
import subprocess
import sys
import time

SECONDS = 180


def main():
    spec = json.loads(sys.argv[1])
    scratch = spec["scratch"]
    if os.getpid() == 1:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    project, home = f"{scratch}/project", f"{scratch}/home"
    os.makedirs(project)
    os.makedirs(home)
    with open(f"{project}/README.md", "w") as readme:
        readme.write("hello\n")
    subprocess.run(["git", "-C", project, "init", "-q"], check=True)

    model, port = start_model(spec, project)
    fill = lambda text: text.replace("{port}", port).replace("{home}", home)
    for name, text in spec["home"].items():
        os.makedirs(os.path.dirname(f"{home}/{name}"), exist_ok=True)
        with open(f"{home}/{name}", "w") as file:
            file.write(fill(text))
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "TERM": "dumb", "LANG": "C.UTF-8"}
    env |= {name: fill(value) for name, value in spec["env"].items()}
    command = [fill(word) for word in spec["command"]]

    result = run(command, env, project, f"{scratch}/output")
    model.terminate()
    _, _, used = os.wait4(model.pid, 0)
    result["model_cpu_s"] = used.ru_utime + used.ru_stime
    result |= asked(f"{scratch}/requests.jsonl")
    print(json.dumps(result))


def start_model(spec, project):
    """The scripted model, and the port it listens on."""
    scratch = spec["scratch"]
    port_file = f"{scratch}/port"
    command = [sys.executable, "-S", spec["model"], "--turns", str(spec["turns"]), "--port-file", port_file]
    command += ["--log", f"{scratch}/requests.jsonl", "--cwd", project, "--file", f"{project}/README.md"]
    model = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not os.path.exists(port_file):
        if model.poll() is not None:
            sys.exit("the scripted model did not start")
        time.sleep(0.01)
    with open(port_file) as file:
        return model, file.read()


def run(command, env, cwd, output):
    """Forks by hand: a process begins with the peak memory of what it was before exec, and after a fork that
    is this script's private memory, while `subprocess` would let it share, and so count, all of it."""
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        try:
            os.setsid()
            os.chdir(cwd)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT), 1)
            os.dup2(1, 2)
            os.execve(command[0], command, env)
        finally:
            os._exit(127)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(pid, signal.SIGKILL))
    signal.alarm(SECONDS)
    _, status, used = os.wait4(pid, 0)
    wall = time.monotonic() - begun
    signal.alarm(0)
    every = [used, *orphans()]
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "wall_s": wall,
        "cpu_s": sum(one.ru_utime + one.ru_stime for one in every),
        "rss_mb": max(one.ru_maxrss for one in every) / 1024,
    }


def orphans():
    """Usage of dead processes that nobody waited for: they fall to the first process of the namespace."""
    while os.getpid() == 1:
        pid, _, used = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        yield used


def asked(log):
    """What the model saw: calls answered with a tool, and the largest request."""
    with open(log) as lines:
        calls = [call for call in map(json.loads, lines) if "api" in call]
    return {
        "turns": sum(call["d"][0] == "tool" for call in calls),
        "request_kb": max((call["n"] for call in calls), default=0) / 1024,
    }


main()
