import Wire

extension ServiceMap {
  public func role(of socket: Socket, transport: TransportProtocol) -> Role { Role(.unknown) }
}
