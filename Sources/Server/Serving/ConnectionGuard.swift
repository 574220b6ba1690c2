import NIOCore
import NIOHTTPTypes

/// Closes connections of peers that do not play along: a head that takes too long, a connection that is not used any more,
/// a body that goes on after it was answered.
///
/// Time limits are over the whole, not between bytes: one byte now and then does not keep a connection open.
// Unchecked: as every channel handler, it is used on the event loop of its channel only.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long things may take.
    struct Limits: Sendable {
        /// From the opening of a connection, or the end of a request, to the end of the next one's head.
        var head: TimeAmount = .seconds(10)
        /// The same, on a connection that has served a request already.
        var idle: TimeAmount = .seconds(60)
        /// From the end of a head to the end of its body.
        var body: TimeAmount = .seconds(10)
        /// How long a peer that was answered too early may go on, so that it reads the answer before the connection ends.
        var linger: TimeAmount = .seconds(1)
    }

    private let limits: Limits
    private var deadline: Scheduled<Void>?
    /// Whether a request's end has not come yet.
    private var isReading = false
    private var isEnding = false

    init(_ limits: Limits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { close(context, in: limits.head) }
    }

    func channelActive(context: ChannelHandlerContext) {
        close(context, in: limits.head)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes after the answer goes nowhere.
        if isEnding { return }
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
            refuse(context, in: limits.body)
        case .end:
            isReading = false
            deadline?.cancel()
        case .body: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        context.write(data, promise: promise)
        isEnding = isReading
        close(context, in: isEnding ? limits.linger : limits.idle)
    }

    /// Ends the reading of a body that does not end; who reads it answers.
    private func refuse(_ context: ChannelHandlerContext, in time: TimeAmount) {
        deadline?.cancel()
        let pipeline = context.pipeline
        deadline = context.eventLoop.scheduleTask(in: time) { pipeline.fireErrorCaught(BodyTooSlow()) }
    }

    private func close(_ context: ChannelHandlerContext, in time: TimeAmount) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }
}

/// A body did not come to its end in time.
struct BodyTooSlow: Error {}
