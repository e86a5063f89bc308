//! The machine itself, other processes, and what runs later.
use super::{NONE, always};
use crate::shell::act::Act;
use crate::shell::tool::{Call, Level, Tool};

use Level::{EachTime, Forbidden, Guarded, ReadOnly};

const MACHINE: &str = "it changes the machine for everyone on it";
const LATER: &str = "it has something run later, when nobody looks";
const SECRETS: &str = "it shows the environment, where secrets are";

pub(super) const TOOLS: &[Tool] = &[
    always("shutdown reboot halt poweroff init telinit kexec", Forbidden, "it stops the machine"),
    always("printenv", Guarded, SECRETS),
    always("crontab at atq atrm anacron launchctl", Guarded, LATER),
    Tool {
        names: "systemctl service initctl rc-service supervisorctl pm2",
        rest: (Guarded, MACHINE),
        worse: &[(Forbidden, "it stops the machine", "poweroff, reboot, halt, kexec")],
        ..NONE
    },
    always(
        "mount umount losetup swapon swapoff sysctl modprobe insmod rmmod ip ifconfig route iptables ip6tables nft ufw firewall-cmd tc ethtool useradd userdel usermod adduser deluser \
        groupadd groupdel passwd chpasswd visudo chsh chfn update-alternatives ldconfig timedatectl hostnamectl localectl loginctl setenforce aa-disable auditctl dmesg journalctl kextload \
        spctl csrutil defaults scutil networksetup pfctl nvram efibootmgr grub-install update-grub dpkg-reconfigure login su newgrp renice",
        Guarded,
        MACHINE,
    ),
    Tool { names: "kill", rest: (EachTime, ""), also: Some(kill), ..NONE },
    always(
        "pkill killall skill fuser xkill taskkill",
        Guarded,
        "it ends processes by name, also those of others",
    ),
    // Ports and open files; `lsof` may also name files of others, but not what is in them.
    always("lsof ss netstat", EachTime, ""),
    always(
        "pbcopy pbpaste xclip xsel wl-copy wl-paste clip",
        Guarded,
        "it reads or changes what the user has copied",
    ),
    always("import scrot screencapture gnome-screenshot ffmpeg-capture", Guarded, "it looks at the screen"),
    always("sleep wait", ReadOnly, ""),
    always("history fc", Guarded, "what was typed before may hold secrets"),
];

/// Numbers of jobs and of single processes; not of groups, nor all.
fn kill(act: &mut Act, call: &Call<'_>) {
    let signal = |text: &str| {
        text.strip_prefix('-').is_some_and(|name| {
            matches!(
                name,
                "9" | "15"
                    | "2"
                    | "1"
                    | "0"
                    | "s"
                    | "l"
                    | "KILL"
                    | "TERM"
                    | "INT"
                    | "HUP"
                    | "SIGKILL"
                    | "SIGTERM"
                    | "SIGINT"
            )
        })
    };
    for (index, word) in call.args.iter().enumerate() {
        let text = word.text();
        let job = text.strip_prefix('%').unwrap_or(text);
        let number = !job.is_empty() && job.bytes().all(|b| b.is_ascii_digit()) && !matches!(text, "0" | "1");
        if !(number || index == 0 && signal(text)) {
            act.guarded(format!("`{}` may be every process", word.source));
        }
    }
}
