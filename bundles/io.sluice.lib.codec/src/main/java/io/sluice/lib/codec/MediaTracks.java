/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;

/** Where a {@link MediaReader} gives what it finds; called on the thread that gives it bytes. */
public interface MediaTracks {
    /** A track was found. */
    TrackSink track(MediaKind kind, Codec codec);

    /** No more tracks are expected; said once. */
    void tracksComplete();

    /** The tracks of a source. */
    static MediaTracks of(ProducerContext context) {
        return new MediaTracks() {
            @Override
            public TrackSink track(MediaKind kind, Codec codec) {
                return context.track(kind, codec);
            }

            @Override
            public void tracksComplete() {
                context.tracksComplete();
            }
        };
    }
}
