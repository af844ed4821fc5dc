/// Makes documents of JSON values of one kind.
protocol JSONMapper {
    /// What `value` says: one outcome mostly, several for a page of posts.
    func outcomes(of value: JSONPart) -> [ReadOutcome]
}
