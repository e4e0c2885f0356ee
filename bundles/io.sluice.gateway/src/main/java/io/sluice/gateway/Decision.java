/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.auth.Identity;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What becomes of a request. */
sealed interface Decision {
    /** Headers that every answer to it gets unless it has its own. */
    Map<String, String> extra();

    /** The gateway answers by itself. */
    record Reply(Answer answer, Map<String, String> extra) implements Decision {}

    /** The gateway answers after it has read the body. */
    record Read(int mostBytes, Function<byte[], CompletionStage<Answer>> reader, Map<String, String> extra)
            implements Decision {}

    /**
     * A servlet answers.
     *
     * @param path decoded, below the base path
     * @param bodyBytes the longest body
     */
    record Relay(
            Request request, String path, Client client, Identity identity, long bodyBytes, Map<String, String> extra)
            implements Decision {}
}
