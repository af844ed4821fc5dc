import Foundation

extension Double {
    var exponential: Double { exp(self) }
    var errorFunction: Double { erf(self) }
}
