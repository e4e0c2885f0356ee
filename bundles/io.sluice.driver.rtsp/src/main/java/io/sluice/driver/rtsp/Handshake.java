/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.MethodList;
import io.sluice.lib.rtsp.RangeHeader;
import io.sluice.lib.rtsp.RtpInfo;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.sdp.SdpTrack;
import io.sluice.lib.sdp.SdpTracks;
import io.sluice.lib.sdp.SessionDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** From the connection to media: OPTIONS, DESCRIBE, SETUP of each media, PLAY. Runs on the thread that opens. */
final class Handshake {
    private static final int UNAUTHORIZED = 401;
    /** Said of the stream or the client, not of the feature that was required. */
    private static final Set<Integer> IN_ANY_CASE = Set.of(UNAUTHORIZED, 403, 404, 410, 453);

    private static final int MAX_MEDIAS = 32;
    private static final int MAX_OFFER = 400;
    private static final Duration GOODBYE = Duration.ofMillis(300);

    private final RtspConfig config;
    private final Carriage carriage;
    private final RtspLink link;
    private final Conversation conversation;
    private final Patience patience;
    private final Refusals refusals;
    private final RtspLog log;
    private final String url;
    private Set<String> methods = Set.of();

    Handshake(
            RtspConfig config,
            Carriage carriage,
            RtspLink link,
            Conversation conversation,
            Patience patience,
            Refusals refusals,
            RtspLog log) {
        this.config = config;
        this.carriage = carriage;
        this.link = link;
        this.conversation = conversation;
        this.patience = patience;
        this.refusals = refusals;
        this.log = log;
        this.url = config.url().withoutUserInfo();
    }

    /**
     * Media that plays.
     *
     * @param url of the whole session
     * @param talk formats in which the camera can be spoken to
     */
    record Playing(Reception reception, KeepAlive keepAlive, String url, List<SdpTrack> talk) {}

    Playing run(ProducerContext context) throws RefusedException {
        options();
        Described described = Described.of(describe(), config);
        List<SdpTrack> wanted = wanted(described.offer());
        List<SetUpMedia> medias = setUp(described.sdp(), wanted);
        Reception reception = play(medias, described.url(), context);
        var keepAlive = new KeepAlive(conversation, described.url(), methods, log);
        List<SdpTrack> talk = config.talk() ? described.talkFormats() : List.of();
        return new Playing(reception, keepAlive, described.url(), talk);
    }

    private RtspResponse ask(String method, String target, RtspHeaders headers) throws RefusedException {
        return await(conversation.ask(method, target, headers), method);
    }

    private <T extends @Nullable Object> T await(CompletableFuture<T> answer, String what) throws RefusedException {
        try {
            return patience.await(answer, what);
        } catch (RefusedException e) {
            String nonsense = link.nonsense();
            if (nonsense != null
                    && e.answer() instanceof Opened.Refused refused
                    && refused.reason() == Reason.TIMEOUT) {
                throw new RefusedException(Reason.PROTOCOL_ERROR, nonsense, Opened.Retry.YES);
            }
            throw e;
        }
    }

    /** Only to learn what keeps the session alive; many cameras answer it with an error, and live. */
    private void options() throws RefusedException {
        RtspResponse answer = ask("OPTIONS", url, RtspHeaders.EMPTY);
        boolean redirect = answer.status() >= 300 && answer.status() < 400;
        if (redirect || answer.status() == UNAUTHORIZED && conversation.hasCredentials()) {
            throw refusals.of(answer, "OPTIONS");
        }
        String known = answer.header("Public");
        methods = known == null ? Set.of() : MethodList.read(known);
    }

    private RtspResponse describe() throws RefusedException {
        RtspHeaders accept = RtspHeaders.of("Accept", "application/sdp");
        RtspResponse answer = config.talk() ? describeWithTalk(accept) : null;
        // ONVIF Streaming Specification, 5.3.2: 551 from who does not know the feature; cameras say other things, too.
        if (answer == null || !answer.isSuccess() && !IN_ANY_CASE.contains(answer.status()) && answer.status() > 399) {
            answer = ask("DESCRIBE", url, accept);
        }
        if (!answer.isSuccess()) {
            throw refusals.of(answer, "DESCRIBE");
        }
        return answer;
    }

    private List<SdpTrack> wanted(SdpTracks offer) throws RefusedException {
        var wanted = new ArrayList<SdpTrack>();
        var leftOut = new ArrayList<>(offer.reasons());
        for (SdpTrack track : offer.tracks()) {
            String name = MediaSetup.name(track) + " " + track.codec();
            if (!config.takes(track.kind(), offer.tracks())) {
                leftOut.add(name + " is left out by #media");
            } else if (track.isEncrypted()) {
                leftOut.add(name + " is encrypted (" + track.protocol() + ")");
            } else if (wanted.size() < MAX_MEDIAS) {
                wanted.add(track);
            }
        }
        if (!offer.backChannels().isEmpty()) {
            leftOut.add("audio for talking to it");
        }
        if (wanted.isEmpty()) {
            String there = leftOut.isEmpty() ? "nothing" : Refusals.shortened(String.join("; ", leftOut), MAX_OFFER);
            String text = config.peer() + " offers nothing that can be used, only: " + there;
            throw new RefusedException(Reason.UNSUPPORTED_MEDIA, text, Opened.Retry.YES);
        }
        log.debug("rtsp.described", "{} offers {}, left out: {}", config.peer(), wanted, leftOut);
        return wanted;
    }

    private RtspResponse describeWithTalk(RtspHeaders accept) throws RefusedException {
        try {
            return ask("DESCRIBE", url, accept.plus("Require", TalkHandshake.FEATURE));
        } catch (RefusedException e) {
            throw link.closed().isDone() ? e.aboutTalk() : e;
        }
    }

    private List<SetUpMedia> setUp(SessionDescription sdp, List<SdpTrack> wanted) throws RefusedException {
        var ports = new DatagramPorts(carriage.datagrams(), link, patience);
        return new MediaSetup(config, carriage.lower(), link, conversation, ports, refusals, log, this::ask)
                .run(sdp, wanted);
    }

    private Reception play(List<SetUpMedia> medias, String aggregate, ProducerContext context) throws RefusedException {
        var reception = new Reception(medias, context, log);
        link.receive(reception, medias);
        link.closed().thenAccept(reception::lost);
        boolean datagrams = medias.stream().anyMatch(media -> media.path().datagrams());
        RtspHeaders range = RtspHeaders.of("Range", new RangeHeader(0, RangeHeader.OPEN).toString());
        // What is left of the attempt's time decides how long packets may be held.
        long holdMs = Math.min(Reception.HOLD_MS, patience.remaining().toMillis() / 2);
        // On the loop, where frames that came meanwhile are held until it has run.
        CompletableFuture<RtspResponse> playing = conversation
                .ask("PLAY", aggregate, range)
                .thenApplyAsync(
                        answer -> {
                            if (answer.isSuccess() && !datagrams) {
                                reception.start(link.wire(), info(answer), holdMs);
                            }
                            return answer;
                        },
                        link.wire());
        RtspResponse answer = await(playing, "PLAY");
        if (!answer.isSuccess()) {
            throw refusals.of(answer, "PLAY");
        }
        if (datagrams) {
            awaitDatagrams(reception, aggregate);
            link.wire().execute(() -> reception.start(link.wire(), info(answer), holdMs));
        }
        await(reception.declared(), "PLAY with media");
        return reception;
    }

    /** Everything is agreed upon, and yet nothing may come: a firewall, or a camera that mistakes our address. */
    private void awaitDatagrams(Reception reception, String aggregate) throws RefusedException {
        try {
            patience.await(reception.firstPacket(), "PLAY with datagrams", carriage.silence());
        } catch (RefusedException e) {
            boolean silent = e.answer() instanceof Opened.Refused refused && refused.reason() == Reason.TIMEOUT;
            if (!silent || link.closed().isDone()) {
                throw e;
            }
            goodbye(aggregate);
            String text = config.peer() + " sends nothing over " + carriage.lower() + " within "
                    + carriage.silence().toMillis() + " ms";
            var nothing = new RefusedException(Reason.TIMEOUT, text, Opened.Retry.YES);
            throw carriage.lower() == Lower.UDP ? nothing.insteadBy(Lower.TCP) : nothing;
        }
    }

    /** Or the camera would go on sending datagrams to a port that is somebody else's by then. */
    private void goodbye(String aggregate) {
        try {
            patience.await(conversation.ask("TEARDOWN", aggregate, RtspHeaders.EMPTY), "TEARDOWN", GOODBYE);
        } catch (RefusedException e) {
            log.debug("rtsp.teardown_unanswered", "{}", String.valueOf(e.getMessage()));
        }
    }

    private static List<RtpInfo> info(RtspResponse answer) {
        String field = answer.header("RTP-Info");
        return field == null ? List.of() : RtpInfo.readAll(field);
    }
}
