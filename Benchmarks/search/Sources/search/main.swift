import Foundation

/// `search quality|generate|rounds`: see README.md.
let arguments = Arguments(CommandLine.arguments.dropFirst())
switch arguments.command {
case "quality": try Quality(arguments).run()
case "generate": try Generation(arguments).run()
case "rounds": try Rounds(arguments).run()
default:
    FileHandle.standardError.write(Data("usage: search quality|generate|rounds --data FOLDER --embedder FOLDER --work FOLDER …; see README.md\n".utf8))
    exit(64)
}
