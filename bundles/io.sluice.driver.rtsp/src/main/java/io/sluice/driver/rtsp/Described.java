/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.RtspUrl;
import io.sluice.lib.sdp.SdpException;
import io.sluice.lib.sdp.SdpReader;
import io.sluice.lib.sdp.SdpTrack;
import io.sluice.lib.sdp.SdpTracks;
import io.sluice.lib.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A camera's answer to DESCRIBE, read.
 *
 * @param url for PLAY and TEARDOWN of all
 */
record Described(SessionDescription sdp, SdpTracks offer, String url) {
    static Described of(RtspResponse answer, RtspConfig config) throws RefusedException {
        try {
            SessionDescription sdp = SdpReader.read(answer.body().asBuffer());
            SdpTracks offer = SdpTracks.of(sdp, base(answer, config));
            String aggregate = offer.aggregateControl();
            return new Described(sdp, offer, aggregate.isEmpty() ? config.url().withoutUserInfo() : aggregate);
        } catch (SdpException e) {
            String text = config.peer() + " answered DESCRIBE with a wrong description: " + e.getMessage();
            throw new RefusedException(Reason.PROTOCOL_ERROR, text, Opened.Retry.YES);
        }
    }

    /** RFC 2326, C.1.1: Content-Base, else Content-Location, else the URL of the request. */
    private static String base(RtspResponse described, RtspConfig config) {
        for (String name : List.of("Content-Base", "Content-Location")) {
            String value = described.header(name);
            String absolute = value == null ? null : absolute(value.strip(), config);
            if (absolute != null) {
                return absolute;
            }
        }
        return config.url().withoutUserInfo();
    }

    /** Some cameras leave out the scheme, or more. */
    private static @Nullable String absolute(String base, RtspConfig config) {
        String url = config.url().withoutUserInfo();
        int path = url.indexOf('/', url.indexOf("://") + 3);
        String root = path < 0 ? url : url.substring(0, path);
        String whole = base.contains("://")
                ? base
                : base.startsWith("/")
                        ? root + base
                        : base.startsWith(config.url().host()) ? "rtsp://" + base : "";
        try {
            RtspUrl read = RtspUrl.read(whole);
            return read.user() == null ? whole : read.withoutUserInfo();
        } catch (RtspException e) {
            return null;
        }
    }

    /** What can be spoken to, in all its formats, the device's first choice first; encrypted ones cannot. */
    List<SdpTrack> talkFormats() {
        var formats = new ArrayList<SdpTrack>();
        for (SdpTrack media : offer.backChannels()) {
            if (!media.isEncrypted()) {
                formats.addAll(SdpTracks.formats(sdp, media));
            }
        }
        return formats;
    }
}
