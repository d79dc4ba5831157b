import Wire

extension ServiceMap {
  public func resolve(client: Socket, front: Socket?, backend: Socket?, transport: TransportProtocol) -> Resolution {
    Resolution(client: role(of: client, transport: transport))
  }
}
