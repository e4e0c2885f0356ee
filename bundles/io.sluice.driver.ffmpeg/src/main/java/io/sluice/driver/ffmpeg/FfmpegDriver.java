/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.driver.ffmpeg.command.FfmpegOptions;
import io.sluice.driver.ffmpeg.program.Ffmpeg;
import io.sluice.lib.loopback.Loopback;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Opens {@code ffmpeg:}. Which of its sources reach the machine itself is core's to know. */
@Component(property = Driver.SCHEMES + "=ffmpeg")
public final class FfmpegDriver implements Driver {
    private final Ffmpeg ffmpeg;
    private final Loopback loopback;

    /**
     * @param ffmpeg runs the programs; they end with this bundle
     * @throws IOException when the machine has no port for them
     */
    @Activate
    public FfmpegDriver(@Reference Ffmpeg ffmpeg) throws IOException {
        this.ffmpeg = ffmpeg;
        loopback = new Loopback("ffmpeg");
    }

    /** Programs that still run lose their streams. */
    @Deactivate
    public void close() {
        loopback.close();
    }

    @Override
    public Opened open(Source source, ProducerContext context) throws InterruptedException {
        FfmpegOptions options;
        try {
            options = FfmpegOptions.of(source, ffmpeg.presets(), ffmpeg.timeout());
        } catch (IllegalArgumentException e) {
            return new Opened.Refused(Reason.INVALID, String.valueOf(e.getMessage()), Opened.Retry.NO);
        }
        return new Opening(ffmpeg, loopback, options, context).open();
    }
}
