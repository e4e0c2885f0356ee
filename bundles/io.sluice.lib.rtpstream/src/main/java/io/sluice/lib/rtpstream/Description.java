/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.media.Track;
import io.sluice.lib.sdp.MediaLine;
import io.sluice.lib.sdp.SdpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The answer to DESCRIBE: tracks as a session description (RFC 2326, appendix C). */
public final class Description {
    /** The writer's line about the whole session; ours go behind it. */
    private static final String SESSION_CONTROL = "a=control:*\r\n";

    private Description() {}

    /**
     * @param version number that changes with the content
     * @param back formats in which the device can be spoken to, empty when it cannot
     * @param control relative URL of the media with an index
     */
    public static String of(
            String name, long version, List<Track> tracks, List<MediaLine> back, IntFunction<String> control) {
        var medias = new ArrayList<MediaLine>();
        for (int i = 0; i < tracks.size(); i++) {
            Track track = tracks.get(i);
            medias.add(new MediaLine(
                    track.kind(), track.codec(), SdpWriter.payloadType(track.codec(), i), control.apply(i)));
        }
        // RFC 2326, C.1.5: live, it cannot be positioned.
        return SdpWriter.write(name, version, medias, back)
                .replace(SESSION_CONTROL, SESSION_CONTROL + "a=range:npt=now-\r\na=tool:Sluice\r\n");
    }
}
