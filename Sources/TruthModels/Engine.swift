public enum Engine { public struct Activity: Sendable { var running, waiting, slotCount: Int } }
