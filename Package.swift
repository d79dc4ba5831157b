// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]
/// Targets that touch packet bytes: memory safety is checked by the compiler, and every exception is marked `unsafe`.
let hot: [SwiftSetting] = strict + [.strictMemorySafety(), .enableExperimentalFeature("Lifetimes")]

let package = Package(
  name: "hopscope",
  products: [.executable(name: "hopscope", targets: ["hopscope"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CPcap", pkgConfig: "libpcap",
      providers: [.apt(["libpcap-dev"]), .brew(["libpcap"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .target(name: "CShims"),

    .target(name: "Wire", swiftSettings: hot),
    .target(name: "Cluster", dependencies: ["Wire", .product(name: "Yams", package: "Yams")], swiftSettings: strict),
    .target(name: "Trace", dependencies: ["Wire", "Cluster", "CShims"], swiftSettings: hot),
    .target(name: "Render", dependencies: ["Wire", "Cluster", "Trace"], swiftSettings: strict),
    .target(
      name: "Capture", dependencies: ["Wire", "Cluster", "CPcap", "CShims", "CZlib", "CZstd"], swiftSettings: hot),
    .executableTarget(
      name: "hopscope",
      dependencies: [
        "Wire", "Cluster", "Trace", "Render", "Capture", "CShims",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict, plugins: ["CommitStamp", "FindingPages"]),
    .plugin(name: "CommitStamp", capability: .buildTool()),
    .plugin(name: "FindingPages", capability: .buildTool()),

    .testTarget(name: "WireTests", dependencies: ["Wire"], swiftSettings: strict),
    .testTarget(name: "ClusterTests", dependencies: ["Cluster", "Wire"], swiftSettings: strict),
    .testTarget(name: "TraceTests", dependencies: ["Trace", "Cluster", "Wire"], swiftSettings: strict),
    .testTarget(
      name: "RenderTests",
      dependencies: ["Render", "Trace", "Cluster", "Wire", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .testTarget(
      name: "CaptureTests", dependencies: ["Capture", "Cluster", "Wire", "CZlib", "CZstd"], swiftSettings: strict),
    .testTarget(name: "PropertyTests", dependencies: ["Trace", "Cluster", "Wire"], swiftSettings: strict),
    .testTarget(
      name: "ScenarioTests", dependencies: ["hopscope", "Capture", "Render", "Trace", "Cluster", "Wire"],
      exclude: ["TopScreens"],
      swiftSettings: strict),
    .testTarget(
      name: "ScreenTests",
      dependencies: ["hopscope", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      exclude: ["Screens"], swiftSettings: strict),
    .testTarget(
      name: "LiveTests", dependencies: ["hopscope", "Capture", "Trace", "Cluster", "Wire"], exclude: ["Screens"],
      swiftSettings: strict),
  ]
)
