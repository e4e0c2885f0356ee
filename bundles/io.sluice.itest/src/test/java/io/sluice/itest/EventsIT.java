/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.StreamEvents;
import io.sluice.api.stream.StreamState;
import io.sluice.itest.toy.Behaviour;
import io.sluice.itest.view.Viewing;
import io.sluice.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** What happens to a stream is posted through Event Admin, in its order. */
public class EventsIT extends ToyExam {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    public void everyChangeOfAStreamIsAnEvent() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        EventHandler handler = event -> {
            if ("watched".equals(event.getProperty(StreamEvents.NAME))) {
                seen.add(text(event));
            }
        };
        ServiceRegistration<EventHandler> registration = context.registerService(
                EventHandler.class,
                handler,
                FrameworkUtil.asDictionary(Map.of(EventConstants.EVENT_TOPIC, new String[] {"io/sluice/*"})));
        try {
            String stream = define("watched", "eventful:");
            Viewing viewing = view(stream);
            awaitState(stream, StreamState.WAITING_FOR_DRIVER);
            Bundle driver = add(toy("io.sluice.itest.eventful", 1, "eventful", Behaviour.WELL));
            awaitVersion(viewing, 1);
            driver.uninstall();
            awaitState(stream, StreamState.WAITING_FOR_DRIVER);
            Await.until(
                    () -> "the last event among " + seen,
                    LIMIT,
                    () -> seen.contains("RECONNECTING -> WAITING_FOR_DRIVER"));
            assertThat(List.copyOf(seen))
                    .containsSubsequence(
                            "defined",
                            "IDLE -> WAITING_FOR_DRIVER",
                            "WAITING_FOR_DRIVER -> STARTING",
                            "STARTING -> LIVE",
                            "LIVE -> RECONNECTING",
                            "RECONNECTING -> WAITING_FOR_DRIVER");
        } finally {
            registration.unregister();
        }
    }

    /** Changes of the whole stream, not of one source. */
    private static String text(Event event) {
        Object old = event.getProperty(StreamEvents.OLD_STATE);
        if (old == null) {
            return String.valueOf(event.getProperty(StreamEvents.TEXT));
        }
        String source = event.getProperty(StreamEvents.SOURCE) == null ? "" : "source ";
        return source + old + " -> " + event.getProperty(StreamEvents.NEW_STATE);
    }
}
