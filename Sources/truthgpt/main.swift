import TruthCommands

await Truthgpt.main()
