// TruthCommands
