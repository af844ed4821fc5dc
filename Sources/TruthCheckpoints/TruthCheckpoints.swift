// TruthCheckpoints
