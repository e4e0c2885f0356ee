/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens {@code rtsp:}. */
@Component(property = Driver.SCHEMES + "=rtsp")
public final class RtspDriver implements Driver {
    private final Dialer dialer;

    /** @param dialer makes the connections; they end with this bundle */
    @Activate
    public RtspDriver(@Reference Dialer dialer) {
        this.dialer = dialer;
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
        try {
            return new Opened.Producing(open(config, new Refusals(config, source), patience, context));
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    private RtspProducer open(RtspConfig config, Refusals refusals, Patience patience, ProducerContext context)
            throws RefusedException {
        var log = new RtspLog(context.logContext());
        RtspLink link = dial(config, patience, log);
        var conversation = new Conversation(link, config.url());
        try {
            Handshake.Playing playing = new Handshake(config, link, conversation, patience, refusals, log).run(context);
            var producer = new RtspProducer(link, conversation, playing);
            producer.start(context);
            return producer;
        } catch (RefusedException | RuntimeException | Error e) {
            link.connection().abort(Reason.NONE, "not opened");
            throw e;
        }
    }

    private RtspLink dial(RtspConfig config, Patience patience, RtspLog log) throws RefusedException {
        var made = new CompletableFuture<RtspLink>();
        var dialled = dialer.connect(config.url().host(), config.url().port(), patience.next(), connection -> {
            var link = new RtspLink(connection, config.peer(), log);
            made.complete(link);
            return link;
        });
        try {
            patience.await(dialled, "the connection");
        } catch (RefusedException e) {
            // It may have been made in the very moment that nobody waited for it any more.
            made.thenAccept(link -> link.connection().abort(Reason.NONE, "not opened"));
            throw e;
        }
        return made.join();
    }
}
