/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RangeHeader;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.SessionHeader;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.sdp.SdpTrack;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session of its own with the camera, only to speak to it: DESCRIBE, SETUP of the back channel alone, PLAY. So the
 * pictures are not touched, and the camera's loudspeaker is taken for no longer than somebody speaks. Runs on the
 * thread of the turn.
 */
final class TalkHandshake {
    /** ONVIF Streaming Specification, 5.3.1: in each request that needs it. */
    static final String FEATURE = "www.onvif.org/ver20/backchannel";

    private static final RtspHeaders REQUIRE = RtspHeaders.of("Require", FEATURE);

    private final RtspConfig config;
    private final RtspLink link;
    private final Conversation conversation;
    private final Patience patience;
    private final Refusals refusals;
    private final RtspLog log;

    TalkHandshake(
            RtspConfig config,
            RtspLink link,
            Conversation conversation,
            Patience patience,
            Refusals refusals,
            RtspLog log) {
        this.config = config;
        this.link = link;
        this.conversation = conversation;
        this.patience = patience;
        this.refusals = refusals;
        this.log = log;
    }

    /** @param codec one of those the camera offered before */
    RtspTalk run(Codec codec) throws RefusedException {
        String url = config.url().withoutUserInfo();
        RtspResponse answer = ask("DESCRIBE", url, REQUIRE.plus("Accept", "application/sdp"));
        Described described = Described.of(answer, config);
        SdpTrack format = format(described.talkFormats(), codec);
        if (format == null) {
            throw new RefusedException(
                    Reason.NO_COMMON_CODEC, config.peer() + " does not take " + codec + " any more", Opened.Retry.NO);
        }
        TransportHeader.Pair asked = new TransportHeader.Pair(0, 1);
        String transport = TransportHeader.interleaved(asked, null, "PLAY").toString();
        String control = format.control().isEmpty() ? url : format.control();
        RtspResponse setUp = ask("SETUP", control, REQUIRE.plus("Transport", transport));
        session(setUp);
        TransportHeader.Pair channels = channels(setUp, asked);
        link.expect(channels.rtp(), channels.rtcp());
        String range = new RangeHeader(0, RangeHeader.OPEN).toString();
        ask("PLAY", described.url(), REQUIRE.plus("Range", range));
        var keepAlive = new KeepAlive(conversation, described.url(), Set.of(), log);
        link.wire().execute(() -> keepAlive.start(link.wire()));
        return new RtspTalk(link, conversation, keepAlive, described.url(), new RtspTalk.Place(format, channels));
    }

    private static @Nullable SdpTrack format(List<SdpTrack> formats, Codec codec) {
        return formats.stream()
                .filter(format -> format.codec().equals(codec))
                .findFirst()
                .orElse(null);
    }

    private RtspResponse ask(String method, String target, RtspHeaders headers) throws RefusedException {
        RtspResponse answer = patience.await(conversation.ask(method, target, headers), method + " to speak");
        if (!answer.isSuccess()) {
            throw refusals.of(answer, method + " to speak");
        }
        return answer;
    }

    private void session(RtspResponse answer) throws RefusedException {
        String field = answer.header("Session");
        try {
            if (field != null) {
                conversation.session(SessionHeader.read(field));
            }
        } catch (RtspException e) {
            String text = config.peer() + " answered SETUP with a wrong session: " + e.getMessage();
            throw new RefusedException(Reason.PROTOCOL_ERROR, text, Opened.Retry.YES);
        }
    }

    private TransportHeader.Pair channels(RtspResponse answer, TransportHeader.Pair asked) throws RefusedException {
        String field = answer.header("Transport");
        if (field == null) {
            return asked;
        }
        try {
            TransportHeader given = TransportHeader.readAll(field).get(0);
            if (given.interleaved() == null && !given.tcp() && given.serverPorts() != null) {
                String text = config.peer() + " wants to be spoken to over UDP only, which is not supported";
                throw new RefusedException(Reason.UNSUPPORTED_MEDIA, text, Opened.Retry.NO);
            }
            return given.interleaved() == null ? asked : given.interleaved();
        } catch (RtspException e) {
            return asked;
        }
    }
}
