/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Opens {@code demo:}. All open sources share one thread and one copy of the clip. */
@Component(property = Driver.SCHEMES + "=demo")
public final class DemoDriver implements Driver {
    private final DemoThread thread = new DemoThread();
    private volatile @Nullable Clip clip;

    @Activate
    public DemoDriver() {}

    @Override
    public Opened open(Source source, ProducerContext context) throws IOException {
        // Masked, and without the value of an option, which could be a password all the same.
        String what = source.toString().substring(source.scheme().length() + 1).replaceFirst("=.*", "");
        if (!what.isEmpty()) {
            return new Opened.Refused(
                    Reason.INVALID, "demo: takes no address and no option, found " + what, Opened.Retry.NO);
        }
        var producer = new DemoProducer(clip(), thread, context);
        thread.after(0, producer::play);
        return new Opened.Producing(producer);
    }

    private Clip clip() throws IOException {
        Clip read = clip;
        if (read == null) {
            // Two threads may read it twice; that is cheaper than a lock around I/O.
            read = readClip();
            clip = read;
        }
        return read;
    }

    static Clip readClip() throws IOException {
        try (InputStream in = DemoDriver.class.getResourceAsStream("clip.flv")) {
            if (in == null) {
                throw new IOException("the bundle has no clip.flv");
            }
            return FlvClipReader.read(in);
        }
    }

    @Deactivate
    void stop() {
        thread.close();
    }
}
