/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.media.Codec;
import io.sluice.api.net.Datagrams;
import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/** Opens {@code rtsp:}, {@code rtsps:} (TLS) and {@code rtspx:} (TLS with any certificate). */
@Component(
        property = {Driver.SCHEMES + "=rtsp", Driver.SCHEMES + "=rtsps", Driver.SCHEMES + "=rtspx"},
        configurationPid = "io.sluice.tuning")
public final class RtspDriver implements Driver {
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s|m)");

    private final LinkDialer dialer;
    private final Datagrams datagrams;
    private final KnownRoutes routes = new KnownRoutes();
    private volatile Duration silence = SILENCE;

    /**
     * @param dialer makes the connections; they end with this bundle
     * @param datagrams opens UDP ports; they close with this bundle
     * @param tuning {@code udp_silence}: how long a camera may send nothing over UDP until TCP is tried
     */
    @Activate
    public RtspDriver(@Reference Dialer dialer, @Reference Datagrams datagrams, Map<String, Object> tuning) {
        this.dialer = new LinkDialer(dialer);
        this.datagrams = datagrams;
        modified(tuning);
    }

    /** Cameras that play go on. */
    @Modified
    void modified(Map<String, Object> tuning) {
        Matcher text =
                DURATION.matcher(String.valueOf(tuning.get("udp_silence")).strip());
        if (text.matches()) {
            long unitMs = text.group(2).equals("ms") ? 1 : text.group(2).equals("s") ? 1_000 : 60_000;
            silence = Duration.ofMillis(Long.parseLong(text.group(1)) * unitMs);
        } else {
            silence = SILENCE;
        }
    }

    @Override
    public Opened open(Source source, ProducerContext context) {
        RtspConfig config;
        try {
            config = RtspConfig.of(source);
        } catch (IllegalArgumentException e) {
            return new Opened.Refused(Reason.INVALID, String.valueOf(e.getMessage()), Opened.Retry.NO);
        }
        // Core interrupts at its deadline: the answer must be there before, with the reason.
        Duration total = context.timeout().multipliedBy(9).dividedBy(10);
        var patience = new Patience(config.peer(), config.answerTimeout(), total);
        context.onCancel(patience::cancel);
        var refusals = new Refusals(config, source);
        try {
            return new Opened.Producing(anyWay(config, refusals, patience, context));
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    /** Cameras that hang up on the question whether they can be spoken to are asked for their media alone. */
    private RtspProducer anyWay(RtspConfig config, Refusals refusals, Patience patience, ProducerContext context)
            throws RefusedException {
        try {
            return openOnce(config, refusals, patience, context);
        } catch (RefusedException e) {
            if (e.isAboutTalk()) {
                return openOnce(config.withoutTalk(), refusals, patience, context);
            }
            throw e;
        }
    }

    /** What does not work over one carrier is tried over another one, once, and remembered for the next time. */
    private RtspProducer openOnce(RtspConfig config, Refusals refusals, Patience patience, ProducerContext context)
            throws RefusedException {
        var log = new RtspLog(context.logContext());
        Lower first = routes.first(config);
        try {
            return open(config, first, refusals, patience, context, log);
        } catch (RefusedException e) {
            Lower other = e.instead();
            if (other == null || other == first || !config.route().lower().contains(other)) {
                throw e;
            }
            RtspProducer opened = open(config, other, refusals, patience, context, log);
            routes.learn(config, other);
            log.warn("rtsp.transport", "{}: media comes over {} from now on", String.valueOf(e.getMessage()), other);
            return opened;
        }
    }

    private RtspProducer open(
            RtspConfig config, Lower lower, Refusals refusals, Patience patience, ProducerContext context, RtspLog log)
            throws RefusedException {
        RtspLink link = dialer.dial(config, patience, log);
        var conversation = new Conversation(link, config.url());
        var carriage = new Carriage(lower, datagrams, silence);
        var handshake = new Handshake(config, carriage, link, conversation, patience, refusals, log);
        try {
            Handshake.Playing playing = handshake.run(context);
            var talk = new RtspBackChannel(
                    playing.talk(),
                    config,
                    context.timeout().multipliedBy(9).dividedBy(10),
                    (codec, turn) -> speak(config, refusals, turn, codec, log));
            var producer = new RtspProducer(link, conversation, playing, talk);
            producer.start(context);
            return producer;
        } catch (RefusedException | RuntimeException | Error e) {
            link.wire().abort(Reason.NONE, "not opened");
            throw e;
        }
    }

    private RtspTalk speak(RtspConfig config, Refusals refusals, Patience patience, Codec codec, RtspLog log)
            throws RefusedException {
        RtspLink link = dialer.dial(config, patience, log);
        try {
            var conversation = new Conversation(link, config.url());
            return new TalkHandshake(config, link, conversation, patience, refusals, log).run(codec);
        } catch (RefusedException | RuntimeException | Error e) {
            link.wire().abort(Reason.NONE, "not opened");
            throw e;
        }
    }
}
