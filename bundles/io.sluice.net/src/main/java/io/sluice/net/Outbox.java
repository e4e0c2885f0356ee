/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one connection still has to write: commands in their order, and between them the bytes of a feed. On the loop.
 *
 * <p>On epoll a feed's bytes go straight to the file descriptor, one call and no object for each turn. After a short
 * write the rest of the unit that was begun goes through Netty, which waits until the socket takes it; nothing else is
 * written meanwhile. Other transports, and TLS, write everything through Netty.
 */
final class Outbox extends FeedViewer {
    /** Most bytes of a feed in one turn; then the others have theirs. Most units are smaller and go in one write. */
    private static final int TURN_BYTES = 256 * 1024;

    /** The same for the first turn: a viewer that joins among many is to have its first byte soon. */
    private static final int FIRST_TURN_BYTES = 64 * 1024;

    private final TcpConnection connection;
    private final SocketChannel channel;
    private final Loop loop;
    private @Nullable FileDescriptor descriptor;
    private final ArrayDeque<Command> commands = new ArrayDeque<>(2);

    private @Nullable Feed feed;
    private @Nullable Cursor cursor;
    private int inPipeline;
    private boolean pumping;
    private boolean released;
    private int turnBytes = TURN_BYTES;

    private long flushedBytes;
    private long stalledAtBytes = -1;
    private long stalledSinceNs;

    private sealed interface Command {}

    private record Send(ByteBuffer data) implements Command {}

    private record Attach(Feed feed, Cursor cursor) implements Command {}

    private enum Mark implements Command {
        DETACH,
        CLOSE
    }

    Outbox(TcpConnection connection, SocketChannel channel, Loop loop) {
        this.connection = connection;
        this.channel = channel;
        this.loop = loop;
        descriptor = channel instanceof EpollSocketChannel epoll ? epoll.fd() : null;
    }

    /** The peer speaks TLS: nothing goes past the pipeline any more. */
    void secured() {
        descriptor = null;
    }

    void send(ByteBuffer data) {
        add(new Send(data));
    }

    void attach(Feed newFeed, Cursor newCursor) {
        if (released) {
            newCursor.close();
        } else {
            add(new Attach(newFeed, newCursor));
        }
    }

    void detach() {
        add(Mark.DETACH);
    }

    /** Closes the channel when everything before is written, at the end of the unit that was begun. */
    void closeAfterwards(ByteBuffer last) {
        commands.add(Mark.DETACH);
        if (last.hasRemaining()) {
            commands.add(new Send(last));
        }
        add(Mark.CLOSE);
    }

    @Nullable
    Feed feed() {
        return feed;
    }

    @Nullable
    Cursor cursor() {
        return cursor;
    }

    private void add(Command command) {
        if (!released) {
            commands.add(command);
            pump();
        }
    }

    @Override
    void pump() {
        if (pumping || released) {
            return;
        }
        pumping = true;
        turnBytes = TURN_BYTES;
        try {
            turn();
        } catch (IOException e) {
            connection.lost(e);
        } catch (RuntimeException | Error e) {
            connection.failed(e);
        } finally {
            pumping = false;
        }
    }

    private void turn() throws IOException {
        int used = 0;
        // Open: the number of a closed descriptor may be another connection's by now. It is closed on this thread only.
        while (inPipeline == 0 && !released && channel.isOpen()) {
            Cursor reader = cursor;
            if (reader == null || reader.openUnitBytes() == 0) {
                Command command = commands.poll();
                if (command != null) {
                    perform(command);
                    continue;
                }
                if (reader == null) {
                    return;
                }
            }
            if (used >= turnBytes) {
                loop.goOnLater(this);
                return;
            }
            Reason ended = reader.ended(); // asked first: what comes before the end is still written
            ByteBuffer region = reader.region();
            if (region == null) {
                if (ended == null) {
                    return;
                }
                releaseCursor();
                connection.feedEnded(ended);
                continue;
            }
            int bytes = Math.min(region.remaining(), turnBytes - used);
            used += bytes;
            write(reader, region, bytes);
        }
    }

    private void perform(Command command) throws IOException {
        if (command instanceof Send send) {
            write(send.data(), send.data().remaining());
        } else if (command instanceof Attach attach) {
            releaseCursor();
            feed = attach.feed();
            cursor = attach.cursor();
            turnBytes = FIRST_TURN_BYTES;
            loop.join(attach.feed(), this);
        } else if (command == Mark.DETACH) {
            releaseCursor();
        } else {
            channel.close();
        }
    }

    /** What is small, answers are, is copied and written at once; nothing is queued before it here. */
    private void write(ByteBuffer data, int bytes) throws IOException {
        ByteBuffer copy = loop.scratch;
        if (descriptor == null || bytes > copy.capacity()) {
            throughPipeline(data, 0, bytes);
            return;
        }
        copy.clear().put(data.duplicate());
        int written = descriptor.write(copy, 0, bytes);
        flushedBytes += written;
        connection.dequeued(written);
        if (written < bytes) {
            data.position(data.position() + written);
            throughPipeline(data, 0, bytes - written);
        }
    }

    private void write(Cursor reader, ByteBuffer region, int bytes) throws IOException {
        if (descriptor == null) {
            throughPipeline(piece(region, bytes), bytes, 0);
            return;
        }
        int position = region.position();
        int written = descriptor.write(region, position, position + bytes);
        loop.countWrite();
        if (written > 0) {
            flushedBytes += written;
            reader.advance(written);
        }
        if (written < bytes) {
            waitForSocket(reader);
        }
    }

    /** The socket is full: Netty gets the rest of the unit, and its first byte with it if none is begun. */
    private void waitForSocket(Cursor reader) {
        ByteBuffer region = reader.region();
        if (region == null) {
            return;
        }
        ByteBuffer unit = region.duplicate();
        int begun = 0;
        if (reader.openUnitBytes() == 0) {
            begun = 1;
            reader.advance(begun);
            flushedBytes += begun;
        }
        int rest = reader.openUnitBytes();
        throughPipeline(piece(unit, begun + rest), rest, 0);
    }

    private static ByteBuffer piece(ByteBuffer region, int bytes) {
        ByteBuffer piece = region.duplicate();
        return piece.limit(piece.position() + bytes);
    }

    /** @param feedBytes that the cursor advances over when they are written */
    private void throughPipeline(ByteBuffer data, int feedBytes, int queuedBytes) {
        inPipeline++;
        ChannelFuture write = channel.writeAndFlush(Unpooled.wrappedBuffer(data));
        if (write.isDone()) {
            written(feedBytes, queuedBytes, write.cause(), false);
        } else {
            write.addListener(done -> written(feedBytes, queuedBytes, done.cause(), true));
        }
    }

    private void written(int feedBytes, int queuedBytes, @Nullable Throwable problem, boolean later) {
        inPipeline--;
        connection.dequeued(queuedBytes);
        if (problem != null) {
            connection.lost(problem);
            return;
        }
        flushedBytes += feedBytes + queuedBytes;
        if (cursor != null && feedBytes > 0) {
            cursor.advance(feedBytes);
        }
        pump();
        if (later && queuedBytes > 0 && connection.queuedBytes() == 0) {
            connection.drained();
        }
    }

    private void releaseCursor() {
        Cursor old = cursor;
        Feed oldFeed = feed;
        cursor = null;
        feed = null;
        if (old != null && oldFeed != null) {
            loop.leave(oldFeed, this);
            old.close();
        }
    }

    /** @return whether the peer has taken nothing for so long, though something waits */
    boolean stalled(long nowNs, long timeoutMs) {
        if (inPipeline == 0) {
            stalledAtBytes = -1;
            return false;
        }
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        // Of TLS, several records wait; each that is written counts.
        long progress =
                flushedBytes + (waiting == null ? 0 : waiting.currentProgress() - waiting.totalPendingWriteBytes());
        if (progress != stalledAtBytes) {
            stalledAtBytes = progress;
            stalledSinceNs = nowNs;
            return false;
        }
        return nowNs - stalledSinceNs >= TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }

    /** The connection is closed: nothing more is written. */
    void release() {
        released = true;
        for (Command command : commands) {
            if (command instanceof Attach attach) {
                attach.cursor().close();
            }
        }
        commands.clear();
        releaseCursor();
    }
}
