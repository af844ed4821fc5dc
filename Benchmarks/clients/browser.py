#!/usr/bin/env python3
"""Uses the page in a real browser as a person would, against a server that is running.

    browser.py http://127.0.0.1:8080 [--screenshots DIR] [--key KEY]

Needs Chromium, its driver and PyPI's selenium. Prints a line per check and how many passed; the exit status is 0
when all did. docs/page.md lists the marks in the page that it relies on.
"""
import argparse
import json
import pathlib
import shutil
import sys
import tempfile
import time
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

VERDICTS = {"supported", "refuted", "contested", "unverified", "not-checkable"}
FINAL = {"finished", "stopped", "failed", "interrupted"}


class Page:
    """The page in a browser, seen through its marks."""

    def __init__(self, address, width=1366, height=860, scale=1):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
        for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--window-size={width},{height}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = shutil.which("chromedriver")
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver) if driver else None)
        self.address = address
        self.messages = []
        self.requests = []
        self.resize(width, height, scale)

    def resize(self, width, height, scale=1, mobile=False):
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def open(self, path="/"):
        self.driver.get(self.address + path)
        self.wait(lambda: self.script("return document.getElementById('health').textContent.length > 0"), 10)

    def script(self, source, *arguments):
        return self.driver.execute_script(source, *arguments)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def wait(self, condition, seconds):
        """Whether `condition` came true in time; elements that are redrawn meanwhile are looked up again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if condition():
                    return True
            except WebDriverException:
                pass
            time.sleep(0.03)
        return False

    def ask(self, question):
        self.one("#question").send_keys(question, Keys.ENTER)

    def last(self, what):
        """Something of the newest turn: its status, answer or claims."""
        source = {
            "status": "turn?.dataset.status",
            "answer": "turn?.querySelector('[data-testid=answer]').textContent",
            "verdicts": "[...(turn?.querySelectorAll('[data-testid=claim]') ?? [])].map((claim) => claim.dataset.verdict)",
            "summary": "turn?.querySelector('[data-testid=summary]').textContent",
            "abstained": "turn?.querySelector('[data-testid=abstention]') != null",
            "failure": "turn?.querySelector('[data-testid=failure] p')?.textContent",
        }[what]
        return self.script(f"const turn = [...document.querySelectorAll('[data-testid=turn]')].at(-1); return {source}")

    def turns(self):
        return len(self.all("[data-testid=turn]"))

    def settled(self, seconds=120):
        self.wait(lambda: self.last("status") in FINAL, seconds)
        return self.last("status")

    def read_logs(self):
        """Collects what the console said and which addresses were asked for; reading empties the browser's logs."""
        self.messages += [f"{entry['level']}: {entry['message']}" for entry in self.driver.get_log("browser")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])


class Report:
    def __init__(self, folder):
        self.folder = folder
        self.passed = self.failed = 0

    def check(self, name, is_good, detail=""):
        if is_good:
            self.passed += 1
        else:
            self.failed += 1
        suffix = f" ({detail})" if detail != "" and (not is_good or len(str(detail)) < 90) else ""
        print(f"{'PASS' if is_good else 'FAIL'} {name}{suffix}", flush=True)
        return is_good

    def picture(self, page, name):
        if self.folder:
            time.sleep(0.3)  # The panel takes 0.18 s to arrive.
            page.driver.save_screenshot(str(self.folder / f"{name}.png"))


def welcome(page, report):
    page.open()
    report.check("the page opens and shows its model and evidence", "passage" in page.one("#health").text, page.one("#health").text.replace("\n", ", "))
    report.check("examples invite a newcomer", len(page.all("#examples button")) >= 3)
    report.picture(page, "1-welcome")


def answer(page, report):
    start = time.monotonic()
    page.ask("What is a hash table?")
    streamed = page.wait(lambda: page.last("status") == "writing" and len(page.last("answer")) > 0, 60)
    first = time.monotonic() - start
    report.check("the answer streams in", streamed, f"first words seen after {first:.2f} s")
    report.picture(page, "2-streaming")
    status = page.settled()
    report.check("the verdicts are complete", status == "finished", page.last("failure") or f"after {time.monotonic() - start:.2f} s")
    verdicts = page.last("verdicts")
    report.check("each claim carries a verdict", len(verdicts) > 0 and set(verdicts) <= VERDICTS, ", ".join(verdicts))
    report.check("no percentage is shown while nothing is calibrated", "%" not in page.last("summary"))
    report.picture(page, "3-answer")


def evidence(page, report):
    claims = page.all("[data-testid=claim][role=button]")
    best = next((claim for claim in claims if claim.get_attribute("data-verdict") == "supported"), claims[0] if claims else None)
    if not report.check("there is a claim to open", best is not None):
        return
    best.click()
    opened = page.wait(lambda: page.one("#panel").is_displayed(), 3)
    passages = page.all("#panel [data-testid=evidence] [data-testid=passage]")
    report.check("a click opens its evidence", opened and len(passages) > 0, f"{len(passages)} passages")
    text = passages[0].text if passages else ""
    report.check("the passage shows its text and its source", len(text) > 40, text.replace("\n", " ")[:80])
    report.check("the panel says that nothing is calibrated yet", "not calibrated yet" in page.one("[data-testid=calibration]").text)
    report.picture(page, "4-evidence")
    page.one("body").send_keys(Keys.ESCAPE)
    report.check("Escape closes it", page.wait(lambda: not page.one("#panel").is_displayed(), 3))
    focused = page.script("return document.activeElement?.dataset.testid")
    report.check("the focus returns to the claim", focused == "claim", focused)
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    report.check("Enter opens it again", page.wait(lambda: page.one("#panel").is_displayed(), 3))
    page.one("#panel-close").click()
    searched = page.all("[data-testid=searched] summary")
    if report.check("what was searched can be opened", len(searched) > 0):
        searched[-1].click()
        report.check("it lists the passages", len(page.all("[data-testid=searched] [data-testid=passage]")) > 0)
        searched[-1].click()


def follow_up(page, report):
    before = page.turns()
    page.ask("And what is it used for?")
    report.check("a follow-up joins the conversation", page.wait(lambda: page.turns() == before + 1, 5))
    status = page.settled()
    report.check("it is answered or declined", status == "finished" and len(page.last("answer")) > 0, page.last("failure") or page.last("answer")[:80])
    report.picture(page, "5-follow-up")


def stop(page, report):
    # A short answer can be over before a click arrives, so it may take more than one question.
    for question in ("Explain in detail how TCP/IP works, layer by layer.", "Describe in detail the history of Unix.", "What is a compiler, in detail?"):
        page.ask(question)
        page.wait(lambda: page.last("status") in FINAL | {"writing"}, 60)
        page.script("const stop = document.getElementById('stop'); if (!stop.hidden) stop.click()")
        if page.settled(10) == "stopped":
            break
    is_stopped = report.check("a generation can be stopped", page.last("status") == "stopped", page.last("status"))
    kept = page.last("answer")
    report.check("what had arrived stays", is_stopped and len(kept) > 0, f"{len(kept)} characters")
    time.sleep(1)
    report.check("nothing more arrives", page.last("answer") == kept)
    report.picture(page, "6-stopped")


def abstain(page, report):
    page.one("#new-conversation").click()
    page.ask("Which team won the football cup in Ruritania in 2031?")
    status = page.settled()
    report.check("a question beyond the evidence is answered calmly", status == "finished", page.last("answer")[:80])
    report.check("and says that it doesn't know", page.last("abstained"))
    report.picture(page, "7-abstention")


def reload(page, report, count):
    page.open()
    entries = page.all("[data-testid=conversation] a")
    report.check("a reload finds the history", len(entries) >= 1, f"{len(entries)} conversations")
    target = next((entry for entry in entries if "hash table" in entry.text), None)
    if report.check("the conversation is in the list", target is not None):
        target.click()
        report.check("its turns are all there", page.wait(lambda: page.turns() == count, 5), f"{page.turns()} of {count}")
        page.driver.refresh()
        report.check("a reload keeps it open, verdicts included", page.wait(lambda: page.turns() == count and len(page.all("[data-testid=claim]")) > 0, 5))


def check_text(page, report):
    page.one("#new-conversation").click()
    page.one("input[name=mode][value=check] + span").click()
    page.ask("Unix was invented in 1969 by Ken Thompson. Unix was invented in 1984 by Ken Thompson.")
    status = page.settled()
    report.check("a text of one's own can be checked", status == "finished" and len(page.last("verdicts")) > 0, page.last("failure") or ", ".join(page.last("verdicts")))
    report.picture(page, "8-check")
    page.one("input[name=mode][value=ask] + span").click()


def corpus(page, report):
    """The documents: counts, files that are added, a search in them."""
    page.open("/#corpus")
    report.check("the documents are counted", page.wait(lambda: "document" in page.one("#corpus-total").text and len(page.all("#counts table")) >= 3, 10), page.one("#corpus-total").text)
    with tempfile.TemporaryDirectory() as folder:
        good, bad, unknown = (pathlib.Path(folder, name) for name in ("browser-test.jsonl", "browser-faults.jsonl", "program.exe"))
        post = {"id": "1", "text": "The quokkaphone <b>of</b> <img src=x onerror=alert(1)> Ruritania was invented in 1931.", "author": "Ann Example", "date": "2024-05-03"}
        good.write_text(json.dumps(post) + "\n")
        bad.write_text(json.dumps(post | {"id": "2"}) + "\n{broken\n")
        unknown.write_bytes(b"MZ\0\0")
        # Choosing and dropping end in the same place; a driver can only choose.
        page.one("#files").send_keys("\n".join(map(str, (good, bad, unknown))))
        states = lambda: [row.get_attribute("data-state") for row in page.all("[data-testid=upload]")]
        done = page.wait(lambda: len(states()) == 3 and set(states()) <= {"done", "partly", "failed"}, 30)
    report.check("files are sent and read, one after another", done, ", ".join(states()))
    report.check("each ends as it should", states() == ["failed", "partly", "done"], ", ".join(row.text.replace("\n", ": ") for row in page.all("[data-testid=upload]"))[:300])
    page.all("[data-testid=upload] summary")[1].click()
    report.check("what was set aside is told", "record 2" in page.all("[data-testid=upload]")[1].text)
    drop = """
        const transfer = new DataTransfer();
        transfer.items.add(new File(['A dropped note about the quokkaphone.'], 'browser-note.txt'));
        for (const name of ['dragenter', 'dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: transfer }));"""
    page.script(drop)
    report.check("a file can be dropped on the page", page.wait(lambda: states()[:1] == ["done"], 10), ", ".join(states()))
    report.check("the counts follow", page.wait(lambda: "browser-test" in page.one("#counts").text, 10))
    page.one("#find [name=q]").send_keys("quokkaphone Ruritania", Keys.ENTER)
    found = page.wait(lambda: len(page.all("#found [data-testid=passage]")) > 0, 10)
    report.check("what was added is found at once", found and "quokkaphone" in page.one("#found").text)
    report.check("its text stays text", found and "<b>of</b>" in page.one("#found").text and not page.all("#found blockquote b, #found img"))
    report.check("only filters that the server takes are offered", page.script(
        "const offered = [...document.querySelectorAll('#find [data-filter]:not([hidden])')].map((label) => label.dataset.filter);"
        "return fetch('/v1/corpus', { headers: sessionStorage['truthgpt.key'] ? { Authorization: `Bearer ${sessionStorage['truthgpt.key']}` } : {} })"
        ".then((answer) => answer.json()).then((corpus) => offered.every((name) => corpus.searchFilters.includes(name)))"))
    report.picture(page, "9-documents")
    page.one("#new-conversation").click()
    report.check("a new conversation leads back", page.wait(lambda: page.one("#question").is_displayed() and not page.one("#corpus").is_displayed(), 3))
    page.one("#corpus-open").send_keys(Keys.ENTER)
    report.check("the keyboard opens the documents", page.wait(lambda: page.one("#corpus").is_displayed(), 3))
    page.driver.back()
    report.check("the browser's back leads to the conversation", page.wait(lambda: page.one("#question").is_displayed(), 3))


def looks(page, report):
    page.open()
    page.one("#theme").click()
    report.check("the dark theme is remembered", page.script("return localStorage.getItem('truthgpt.theme')") == "dark")
    page.all("[data-testid=conversation] a")[-1].click()
    page.wait(lambda: len(page.all("[data-testid=claim]")) > 0, 5)
    page.one("[data-testid=claim]").click()
    report.picture(page, "10-dark")
    page.one("#panel-close").click()
    page.one("#theme").click()
    page.resize(360, 740, 2, mobile=True)
    wide = page.script("return document.documentElement.scrollWidth")
    report.check("nothing is wider than a telephone of 360 pixels", wide <= 360, wide)
    page.script("document.querySelector('[data-testid=claim]').click()")
    page.wait(lambda: page.one("#panel").is_displayed(), 3)
    report.picture(page, "11-phone")
    page.open("/#corpus")
    page.wait(lambda: len(page.all("#counts table")) >= 3, 10)
    wide = page.script("return document.documentElement.scrollWidth")
    report.check("nor are the documents", wide <= 360, wide)
    report.picture(page, "12-documents-phone")
    page.script("document.documentElement.dataset.theme = 'dark'; window.scrollTo(0, 700)")
    report.picture(page, "13-documents-phone-dark")


def quiet(page, report):
    page.read_logs()
    origin = urlsplit(page.address)
    foreign = [url for url in page.requests if urlsplit(url).netloc != origin.netloc and not url.startswith(("data:", "chrome"))]
    report.check("no request left the origin", not foreign, foreign[:3] or f"{len(page.requests)} requests")
    # The program that was sent to be refused is refused.
    expected = "/v1/corpus/documents?name=program.exe"
    bad = [message for message in page.messages if (message.startswith("SEVERE") and expected not in message) or "Content Security Policy" in message]
    report.check("the console is clean, the security policy was kept", not bad, bad[:3] or "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="where the server is, such as http://127.0.0.1:8080")
    parser.add_argument("--screenshots", type=pathlib.Path, metavar="DIR", help="a folder for pictures of each step")
    parser.add_argument("--key", help="the API key, if the server asks for one")
    arguments = parser.parse_args()
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    report = Report(arguments.screenshots)
    page = Page(arguments.address.rstrip("/"))
    try:
        if arguments.key:
            page.driver.get(page.address)
            page.script("sessionStorage.setItem('truthgpt.key', arguments[0])", arguments.key)
        welcome(page, report)
        answer(page, report)
        evidence(page, report)
        follow_up(page, report)
        stop(page, report)
        count = page.turns()
        abstain(page, report)
        reload(page, report, count)
        check_text(page, report)
        corpus(page, report)
        looks(page, report)
        quiet(page, report)
    except WebDriverException as error:
        report.check("the browser got through every step", False, f"{type(error).__name__}: {error.msg}")
        report.picture(page, "failure")
    finally:
        page.driver.quit()
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
