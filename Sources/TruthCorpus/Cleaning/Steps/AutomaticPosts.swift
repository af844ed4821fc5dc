/// What posts begin with that a program wrote in somebody's name. They count only in posts with a link, so that people's sentences stay.
public enum AutomaticPosts {
    public static let phrases = [
        "I'm at ", "I just unlocked ", "I just ousted ", "I just checked in ", "I just earned ", "I just became the mayor of ",
        "I unlocked the ", "I liked a @YouTube ", "I added a video to a @YouTube ", "I uploaded a @YouTube ", "I favorited a @YouTube ",
        "I've just reached level ", "I've collected ", "I've harvested ", "I've just posted a new blog", "I just entered to win ",
        "I entered a giveaway ", "I just voted for ", "I voted on ", "Just posted a photo", "Just posted a video", "Just completed a ",
        "Just finished a run", "I just finished running ", "Today stats: ", "Daily stats: ", "My week on twitter", "My Twitter stats",
        "People followed me", "#nowplaying ", "Now playing: ", "Currently listening to ", "Check out my gig on ",
        "Check this out on @eBay", "Posted a new photo", "Posted a new song",
        "Update: the temperature ", "Current temperature ", "Win free ", "Enter to win ",
    ]
}
