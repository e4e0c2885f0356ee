/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import io.sluice.api.media.Codec;
import java.util.List;

/**
 * The clip in memory. Its arrays are shared by everybody who plays it and never written to.
 *
 * @param video H.264 with its parameter sets
 * @param audio AAC with its configuration
 * @param pictures as {@link Codec#H264} defines payloads, in decoding order, which is presentation order
 * @param frames as {@link Codec#AAC} defines payloads
 */
record Clip(Codec video, Codec audio, List<Picture> pictures, List<byte[]> frames) {
    static final int PICTURES_PER_SECOND = 24;
    static final int SAMPLES_PER_FRAME = 1024;

    Clip {
        pictures = List.copyOf(pictures);
        frames = List.copyOf(frames);
    }

    /** One coded picture. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, shared on purpose
    record Picture(byte[] payload, boolean key) {}
}
