/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.SessionHeader;
import io.sluice.lib.rtsp.TransportHeader;
import io.sluice.lib.rtsp.TransportHeader.Pair;
import io.sluice.lib.sdp.MediaDescription;
import io.sluice.lib.sdp.SdpTrack;
import io.sluice.lib.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SETUP of each media (RFC 2326, 10.4), over TCP, UDP or multicast; for the thread that opens. */
final class MediaSetup {
    /** What cameras that have no UDP answer; others are about the media or the user. */
    private static final Set<Integer> NO_UDP = Set.of(400, 406, 451, 461, 500, 501);

    private static final int UNSUPPORTED_TRANSPORT = 461;

    /** Sends a request and waits for the answer. */
    interface Asker {
        RtspResponse ask(String method, String target, RtspHeaders headers) throws RefusedException;
    }

    private final RtspConfig config;
    private final RtspLink link;
    private final Conversation conversation;
    private final DatagramPorts ports;
    private final Refusals refusals;
    private final RtspLog log;
    private final Asker asker;
    private final BitSet taken = new BitSet(256);
    private Lower lower;

    MediaSetup(
            RtspConfig config,
            Lower lower,
            RtspLink link,
            Conversation conversation,
            DatagramPorts ports,
            Refusals refusals,
            RtspLog log,
            Asker asker) {
        this.config = config;
        this.lower = lower;
        this.link = link;
        this.conversation = conversation;
        this.ports = ports;
        this.refusals = refusals;
        this.log = log;
        this.asker = asker;
    }

    /** What the camera does not set up is left out as long as something remains. */
    List<SetUpMedia> run(SessionDescription sdp, List<SdpTrack> wanted) throws RefusedException {
        for (SdpTrack track : wanted) {
            if (lower == Lower.UDP && withoutFragments(sdp.medias().get(track.media()))) {
                String text = config.peer() + " cannot send " + name(track) + " in parts, so not in datagrams";
                throw new RefusedException(Reason.UNSUPPORTED_MEDIA, text, Opened.Retry.YES).insteadBy(Lower.TCP);
            }
        }
        var medias = new ArrayList<SetUpMedia>();
        var problems = new ArrayList<RefusedException>();
        for (SdpTrack track : wanted) {
            int channel = 0;
            while (taken.get(channel) || taken.get(channel + 1)) {
                channel += 2;
            }
            try {
                SetUpMedia media = setUp(sdp.medias().get(track.media()), sdp, track, new Pair(channel, channel + 1));
                medias.add(media);
                taken.set(media.rtpChannel());
                taken.set(media.rtcpChannel());
            } catch (RefusedException e) {
                boolean other = e.instead() != null && medias.isEmpty();
                if (other || !e.isAboutOneMedia() || link.closed().isDone()) {
                    throw e;
                }
                problems.add(e);
            }
        }
        if (medias.isEmpty()) {
            throw problems.get(0);
        }
        problems.forEach(problem ->
                log.warn("rtsp.media_left_out", "a media is left out: {}", String.valueOf(problem.getMessage())));
        return medias;
    }

    private SetUpMedia setUp(MediaDescription media, SessionDescription sdp, SdpTrack track, Pair channels)
            throws RefusedException {
        boolean anyPayloadType = media.formats().size() <= 1;
        if (lower == Lower.TCP) {
            TransportHeader given = ask(track, TransportHeader.interleaved(channels, null, "PLAY"));
            return interleaved(track, anyPayloadType, channels, given);
        }
        var path = new DatagramPath(config.peer(), log, channels.rtp(), channels.rtcp());
        var datagrams = new SetUpMedia(track, anyPayloadType, channels.rtp(), channels.rtcp(), path);
        if (lower == Lower.MULTICAST) {
            group(path, media, sdp, track, ask(track, TransportHeader.group()));
            return datagrams;
        }
        Pair own = ports.pair(path);
        TransportHeader given = ask(track, TransportHeader.unicast(own));
        if (given != null && (given.tcp() || given.interleaved() != null)) {
            link.wire().execute(path::close);
            lower = Lower.TCP; // asked for UDP, answered with TCP
            return interleaved(track, anyPayloadType, channels, given);
        }
        agree(path, given);
        return datagrams;
    }

    /** RFC 6184, 5.4: in mode 0 a picture's slices are single packets, however long. */
    private static boolean withoutFragments(MediaDescription media) {
        String format = media.attribute("fmtp");
        return format != null && format.replace(" ", "").contains("packetization-mode=0");
    }

    private SetUpMedia interleaved(SdpTrack track, boolean anyPayloadType, Pair asked, @Nullable TransportHeader given)
            throws RefusedException {
        Pair channels = given == null ? null : given.interleaved();
        boolean udp = given != null && (given.serverPorts() != null || given.clientPorts() != null);
        if (given != null && channels == null && !given.tcp() && udp) {
            String text = config.peer() + " sends " + name(track) + " over UDP only";
            throw new RefusedException(Reason.UNSUPPORTED_MEDIA, text, Opened.Retry.YES).insteadBy(Lower.UDP);
        }
        // The server may choose other channels; some always say 0-1 and send on those that were asked for.
        Pair used = channels == null || taken.get(channels.rtp()) ? asked : channels;
        var path = new InterleavedPath(link.wire(), used.rtcp());
        return new SetUpMedia(track, anyPayloadType, used.rtp(), used.rtcp(), path);
    }

    private void agree(DatagramPath path, @Nullable TransportHeader given) {
        Pair there = given == null ? null : given.serverPorts();
        String source = given == null ? "" : given.source();
        InetSocketAddress rtp = there == null || there.rtp() == 0 ? null : ports.there(source, there.rtp());
        InetSocketAddress rtcp = there == null || there.rtcp() == 0 ? null : ports.there(source, there.rtcp());
        InetAddress from = DatagramPorts.address(source, ports.remote());
        link.wire().execute(() -> path.agreed(from, rtp, rtcp));
    }

    /** The answer names the group, or else the description (RFC 8866, 5.7). */
    private void group(
            DatagramPath path,
            MediaDescription media,
            SessionDescription sdp,
            SdpTrack track,
            @Nullable TransportHeader given)
            throws RefusedException {
        String line = media.connection().isEmpty() ? sdp.connection() : media.connection();
        String[] words = line.split("[ /]+");
        String described = words.length > 2 ? words[2] : "";
        String said = given == null || given.destination().isEmpty() ? described : given.destination();
        InetAddress group = DatagramPorts.address(said, InetAddress.getLoopbackAddress());
        Pair port = given == null || given.ports() == null ? new Pair(media.port(), media.port() + 1) : given.ports();
        if (!group.isMulticastAddress() || port.rtp() == 0) {
            String text = config.peer() + " does not say to which group it sends " + name(track);
            throw new RefusedException(Reason.UNSUPPORTED_MEDIA, text, Opened.Retry.YES);
        }
        String source = given == null ? "" : given.source();
        InetAddress known = DatagramPorts.address(source, InetAddress.getLoopbackAddress());
        boolean filter = !source.isEmpty() && !known.isMulticastAddress() && !known.isLoopbackAddress();
        ports.group(path, group, port, filter ? known : null);
        var reports = new InetSocketAddress(group, port.rtcp());
        link.wire().execute(() -> path.agreed(filter ? known : null, null, reports));
    }

    /** @return what the camera chose, or null when it does not say */
    private @Nullable TransportHeader ask(SdpTrack track, TransportHeader transport) throws RefusedException {
        String control = track.control().isEmpty() ? config.url().withoutUserInfo() : track.control();
        RtspResponse answer = asker.ask("SETUP", control, RtspHeaders.of("Transport", transport.toString()));
        if (!answer.isSuccess()) {
            RefusedException refusal = refusals.of(answer, "SETUP of " + name(track));
            throw switch (lower) {
                case TCP -> answer.status() == UNSUPPORTED_TRANSPORT ? refusal.insteadBy(Lower.UDP) : refusal;
                case UDP -> NO_UDP.contains(answer.status()) ? refusal.insteadBy(Lower.TCP) : refusal;
                case MULTICAST -> refusal;
            };
        }
        session(answer);
        String field = answer.header("Transport");
        try {
            return field == null ? null : TransportHeader.readAll(field).get(0);
        } catch (RtspException e) {
            return null;
        }
    }

    private void session(RtspResponse answer) throws RefusedException {
        String field = answer.header("Session");
        if (field == null || conversation.session() != null) {
            return;
        }
        try {
            conversation.session(SessionHeader.read(field));
        } catch (RtspException e) {
            String text = config.peer() + " answered SETUP with a wrong session: " + e.getMessage();
            throw new RefusedException(Reason.PROTOCOL_ERROR, text, Opened.Retry.YES);
        }
    }

    /** For people. */
    static String name(SdpTrack track) {
        return "media " + track.media() + " (" + track.kind().name().toLowerCase(Locale.ROOT) + ")";
    }
}
