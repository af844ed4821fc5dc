import Foundation

// cleaning speed FILE…                 MB/s of every step, one core
// cleaning duplicates FILE…            recall and precision of both settings on posts changed by rule
// cleaning sweep FILE…                 the same for many settings, on the half that is tuned on
// cleaning private-data FILE…          recall of planted private data, and alarms on posts as they are
// cleaning multiply COUNT OUT FILE…    COUNT posts made from real ones by change
// cleaning languages FILE…             accuracy on lines "language<tab>text"
let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("speed", 2...): try Speed.run(files: Array(arguments[1...]))
case ("duplicates", 2...): try DuplicateTrial.run(files: Array(arguments[1...]))
case ("sweep", 2...): try DuplicateTrial.sweep(files: Array(arguments[1...]))
case ("private-data", 2...): try PrivateDataTrial.run(files: Array(arguments[1...]))
case ("alarms", 2...): try PrivateDataTrial.showAlarms(files: Array(arguments[1...]))
case ("multiply", 4...): try Multiply.run(count: Int(arguments[1])!, output: arguments[2], files: Array(arguments[3...]))
case ("languages", 2...): try LanguageTrial.run(files: Array(arguments[1...]))
default:
    print("usage: cleaning speed|duplicates|sweep|private-data|alarms|languages FILE…, cleaning multiply COUNT OUT FILE…")
    exit(64)
}
