/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.MediaKind;
import java.util.List;

/**
 * One medium that a viewer wants.
 *
 * @param kind what it shall carry
 * @param accepted what the viewer can take, the best first; empty: anything
 * @param every false: one track; true: every matching track of every source
 */
public record Want(MediaKind kind, List<CodecPattern> accepted, boolean every) {
    public Want {
        accepted = List.copyOf(accepted);
    }

    /** One track of that kind, whatever its codec. */
    public static Want any(MediaKind kind) {
        return new Want(kind, List.of(), false);
    }

    /** One track of that kind in one of these codecs. */
    public static Want of(MediaKind kind, CodecPattern... accepted) {
        return new Want(kind, List.of(accepted), false);
    }
}
