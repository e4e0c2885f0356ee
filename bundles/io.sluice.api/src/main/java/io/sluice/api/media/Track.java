/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.media;

/**
 * One elementary stream inside a stream, as its viewers see it.
 *
 * @param id unique within the stream for as long as somebody watches, also across reconnects of its source
 * @param kind what it carries
 * @param codec what is known of its coding now; more may become known, or change, later
 */
public record Track(int id, MediaKind kind, Codec codec) {
    /** The same track with another codec. */
    public Track with(Codec changed) {
        return new Track(id, kind, changed);
    }
}
