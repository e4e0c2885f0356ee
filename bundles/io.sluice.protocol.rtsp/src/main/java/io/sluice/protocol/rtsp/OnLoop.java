/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import java.util.concurrent.CompletionStage;

/**
 * Brings what others complete back onto a connection's loop, failures too. {@code thenApplyAsync} and its like pass a
 * failure on in the thread that failed: then an answer is written there while the loop reads the next request, and that
 * one's answer may come first.
 */
final class OnLoop {
    private OnLoop() {}

    /** The same outcome, on the loop of {@code connection}. */
    static <T> CompletionStage<T> of(Connection connection, CompletionStage<T> stage) {
        return stage.whenCompleteAsync((given, problem) -> {}, connection);
    }
}
