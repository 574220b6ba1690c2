import CCurl
import Foundation

/// The thread that owns the multi handle and every easy handle.
///
/// Others only append commands and call `curl_multi_wakeup`, the one function of the multi interface that any thread may call.
// Sendable: made on one thread and handed to the new one; `commands` has its lock, all else is touched by `run` only.
final class CurlLoop: @unchecked Sendable {
    let commands: CommandQueue
    private let settings: CurlSettings
    private let multi: UnsafeMutableRawPointer?
    private var queue: TransferQueue<ObjectIdentifier, Transfer>
    /// Running transfers by their easy handle; keeps them alive while libcurl has their pointers.
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var handles: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]

    init(_ settings: CurlSettings) {
        _ = Self.library
        self.settings = settings
        multi = curl_multi_init()
        commands = CommandQueue(wakingUp: multi)
        queue = TransferQueue(total: settings.total) { settings.perHostLimits[$0] ?? settings.perHost }
        _ = windlass_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        // How many connections are kept, idle ones included.
        _ = windlass_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(settings.total, 8))
    }

    /// Set up once and kept: freeing it would need to know that nobody else in the process uses libcurl.
    private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// Works until it is told to stop.
    func run() {
        ignoreBrokenPipes()
        var isStopping = multi == nil
        while !isStopping {
            for command in commands.take() {
                switch command {
                case .add(let transfer): add(transfer)
                case .cancel(let ticket): cancel(ticket)
                case .stop: isStopping = true
                }
            }
            while let transfer = queue.next() { start(transfer) }
            var count: Int32 = 0
            if curl_multi_perform(multi, &count) != CURLM_OK { isStopping = true }
            if finishDone() || isStopping { continue }
            if curl_multi_poll(multi, nil, 0, 60_000, nil) != CURLM_OK { isStopping = true }
        }
        close()
    }

    /// Fails what is left. Nobody should be waiting, for a client lives as long as its requests; it is for a libcurl that broke.
    private func close() {
        for case .add(let transfer) in commands.close() {
            queue.add(transfer, id: ObjectIdentifier(transfer.ticket), host: "")
        }
        let left = queue.removeAll() + Array(running.values)
        for transfer in left { end(transfer, transfer.failure(.other, "the client was closed")) }
        curl_multi_cleanup(multi)
    }

    /// libcurl is told to leave signals alone, so a write to a closed connection must not raise one on this thread.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    // MARK: Starting

    private func add(_ transfer: Transfer) {
        if transfer.ticket.isCancelled {
            transfer.resume(with: .stopped(CancellationError()))
        } else {
            queue.add(transfer, id: ObjectIdentifier(transfer.ticket), host: transfer.plan.address.authority)
        }
    }

    /// One that has ended already, or that is still to come, is not found: then there is nothing to do here.
    private func cancel(_ ticket: Ticket) {
        let id = ObjectIdentifier(ticket)
        if let transfer = queue.remove(id) {
            transfer.resume(with: .stopped(CancellationError()))
        } else if let handle = handles[id], let transfer = running[handle] {
            end(transfer, .stopped(CancellationError()))
        }
    }

    private func start(_ transfer: Transfer) {
        guard let easy = curl_easy_init() else {
            queue.finish(transfer.plan.address.authority)
            transfer.resume(with: transfer.failure(.other, "there is no memory for a request"))
            return
        }
        running[easy] = transfer
        handles[ObjectIdentifier(transfer.ticket)] = easy
        guard configure(easy, for: transfer, settings), curl_multi_add_handle(multi, easy) == CURLM_OK else {
            end(transfer, transfer.failure(.other, "libcurl does not accept the request; is it older than 7.85?"))
            return
        }
    }

    // MARK: Ending

    /// Ends what libcurl is done with; true when there was something.
    private func finishDone() -> Bool {
        var left: Int32 = 0
        var hasEnded = false
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = running[easy]
            else { continue }
            hasEnded = true
            // Read before the handle is removed, which frees the message.
            let result = windlass_curl_result(message)
            end(transfer, transferOutcome(easy, transfer, result))
        }
        return hasEnded
    }

    private func end(_ transfer: Transfer, _ outcome: TransferOutcome) {
        if let easy = handles.removeValue(forKey: ObjectIdentifier(transfer.ticket)) {
            running[easy] = nil
            curl_multi_remove_handle(multi, easy)
            curl_easy_cleanup(easy)
            queue.finish(transfer.plan.address.authority)
        }
        transfer.resume(with: outcome)
    }
}
