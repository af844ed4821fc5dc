import TruthCommands

await Truthgpt.start()
