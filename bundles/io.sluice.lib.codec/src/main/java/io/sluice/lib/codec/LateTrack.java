/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A track that is declared once its codec is known, and told when that changes. Not safe on several threads. */
public final class LateTrack {
    private final Function<Codec, TrackSink> declaring;
    private @Nullable TrackSink sink;
    private @Nullable Codec codec;

    public LateTrack(Function<Codec, TrackSink> declaring) {
        this.declaring = declaring;
    }

    /** The only track of a format: when it is declared, all are. */
    public static LateTrack only(MediaTracks tracks, MediaKind kind) {
        return new LateTrack(codec -> {
            TrackSink sink = tracks.track(kind, codec);
            tracks.tracksComplete();
            return sink;
        });
    }

    public boolean isDeclared() {
        return sink != null;
    }

    /** What it is, or null before it is declared. */
    public @Nullable Codec codec() {
        return codec;
    }

    /** @return false when nothing changed */
    public boolean describe(Codec described) {
        if (described.equals(codec)) {
            return false;
        }
        if (sink == null) {
            sink = declaring.apply(described);
        } else {
            sink.codec(described);
        }
        codec = described;
        return true;
    }

    /** Before it is declared, units go nowhere. */
    public void deliver(AccessUnit unit) {
        if (sink != null) {
            sink.deliver(unit);
        }
    }
}
