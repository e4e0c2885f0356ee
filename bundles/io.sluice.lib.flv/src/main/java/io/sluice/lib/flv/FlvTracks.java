/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaTracks;

/**
 * Makes tracks and access units of tags, wherever they come from: at most one track of each kind. What is broken in a
 * tag is left out; a stream of which nothing at all can be used is refused once this is clear.
 */
public final class FlvTracks {
    /** A kind that the header announced need not come: so long it is waited for. */
    private static final long PATIENCE_MS = 2_000;

    private final MediaTracks tracks;
    private final FlvTimes times = new FlvTimes();
    private final FlvVideoTrack video;
    private final FlvAudioTrack audio;
    private boolean expectAudio = true;
    private boolean expectVideo = true;
    private boolean complete;
    private boolean begun;
    private long firstMs;

    public FlvTracks(MediaTracks tracks) {
        this.tracks = tracks;
        video = new FlvVideoTrack(codec -> tracks.track(MediaKind.VIDEO, codec));
        audio = new FlvAudioTrack(codec -> tracks.track(MediaKind.AUDIO, codec));
    }

    /** What the file's header, or the metadata of RTMP, announces; without it both are waited for. */
    public void expect(boolean withAudio, boolean withVideo) {
        if (withAudio || withVideo) {
            expectAudio = withAudio;
            expectVideo = withVideo;
        }
    }

    /**
     * The next tag; its body is not used any more after the call.
     *
     * @throws CodecException when nothing of the stream can be used
     */
    public void tag(FlvTag tag) throws CodecException {
        if (tag.type() != FlvTag.AUDIO && tag.type() != FlvTag.VIDEO) {
            return;
        }
        long ms = times.unwrap(tag.timestampMs());
        if (!begun) {
            begun = true;
            firstMs = ms;
        }
        if (tag.type() == FlvTag.VIDEO) {
            video.body(tag.body(), ms);
        } else {
            audio.body(tag.body(), ms);
        }
        if (!complete) {
            complete(ms);
        }
    }

    private void complete(long ms) throws CodecException {
        boolean all = (video.isSettled() || !expectVideo) && (audio.isSettled() || !expectAudio);
        if (!all && Math.abs(ms - firstMs) < PATIENCE_MS) {
            return;
        }
        if (!video.isDeclared() && !audio.isDeclared()) {
            throw CodecException.unsupported(
                    "FLV of which nothing can be used: video " + video.coding() + ", audio " + audio.coding());
        }
        complete = true;
        tracks.tracksComplete();
    }
}
