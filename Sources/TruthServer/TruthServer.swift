// TruthServer
