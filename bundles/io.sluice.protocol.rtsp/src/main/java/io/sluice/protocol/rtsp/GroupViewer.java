/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.api.stream.Reason;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * One who watches what goes to a group. The server does not hear what it says to the group: requests keep it alive, and
 * it ends with its connection. On the connection's loop.
 */
final class GroupViewer {
    private final RtspContext context;
    private final Connection connection;
    private final GroupSender sender;
    private final BiConsumer<Reason, String> over;
    private final long timeoutMs;
    private long heardNs;
    private boolean playing;
    private boolean closed;

    /** @param over called when it cannot go on */
    GroupViewer(RtspContext context, Connection connection, GroupSender sender, BiConsumer<Reason, String> over) {
        this.context = context;
        this.connection = connection;
        this.sender = sender;
        this.over = over;
        timeoutMs = context.settings().get().sessionTimeout().toMillis();
        heard();
        watch();
        sender.over()
                .thenRunAsync(
                        () -> {
                            if (!closed) {
                                over.accept(Reason.ENDED, "nothing is sent to the group any more");
                            }
                        },
                        connection);
    }

    GroupSender sender() {
        return sender;
    }

    boolean isPlaying() {
        return playing;
    }

    /** The viewer gave a sign of life. */
    void heard() {
        heardNs = context.nanoTime().getAsLong();
    }

    private void watch() {
        long silentMs = (context.nanoTime().getAsLong() - heardNs) / 1_000_000;
        if (closed) {
            return;
        }
        if (silentMs >= timeoutMs) {
            over.accept(Reason.TIMEOUT, "the viewer said nothing for " + silentMs / 1000 + " s");
        } else {
            connection.schedule(this::watch, timeoutMs - silentMs);
        }
    }

    /** From now on something is sent to the group, if not before. */
    CompletionStage<Answer> play() {
        return OnLoop.of(connection, sender.start()).thenApply(done -> {
            playing = true;
            return Answer.ok();
        });
    }

    void pause() {
        playing = false;
    }

    void close() {
        if (!closed) {
            closed = true;
            playing = false;
            context.udp().groups().leave(sender);
        }
    }
}
