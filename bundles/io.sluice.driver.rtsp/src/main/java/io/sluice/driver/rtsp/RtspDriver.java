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
import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens {@code rtsp:}, {@code rtsps:} (TLS) and {@code rtspx:} (TLS with any certificate). */
@Component(property = {Driver.SCHEMES + "=rtsp", Driver.SCHEMES + "=rtsps", Driver.SCHEMES + "=rtspx"})
public final class RtspDriver implements Driver {
    private final LinkDialer dialer;

    /** @param dialer makes the connections; they end with this bundle */
    @Activate
    public RtspDriver(@Reference Dialer dialer) {
        this.dialer = new LinkDialer(dialer);
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
            return new Opened.Producing(open(config, refusals, patience, context));
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    private RtspProducer open(RtspConfig config, Refusals refusals, Patience patience, ProducerContext context)
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

    private RtspProducer openOnce(RtspConfig config, Refusals refusals, Patience patience, ProducerContext context)
            throws RefusedException {
        var log = new RtspLog(context.logContext());
        RtspLink link = dialer.dial(config, patience, log);
        var conversation = new Conversation(link, config.url());
        var handshake = new Handshake(config, link, conversation, patience, refusals, log);
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
