import { toWords } from "./to-words.ts";

/*
 * Why a list of our own: the npm packages made for this were measured on 2026-11-22 and cost too much of the 120 kB
 * (gzipped) that engine, matching and public suffix list may take together: `email-providers` 44 kB, its short list
 * takes alibaba.com, ancestry.com and facebook.com for mail providers, which would cut those companies' leads off
 * their accounts; `free-email-domains` 77 kB; `disposable-email-domains-js` 52 kB.
 */

/** Providers that use one name under many suffixes. */
const FAMILIES: Readonly<Record<string, string>> = {
  aol: "com co.uk de fr it es in com.au com.br jp",
  gmx: "at ch co.uk com de es eu fr info it net org us",
  googlemail: "com",
  hotmail:
    "at be ca ch cl co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com com.ar com.au com.br com.hk com.mx com.tr com.tw com.vn cz de dk es fi fr gr hu it lt lv my nl no ph pl pt rs ru se sg sk",
  live: "at be ca ch cl cn co.kr co.uk co.za com com.ar com.au com.mx com.my com.ph com.pt com.sg de dk fi fr hk ie in it jp nl no ru se",
  outlook:
    "at be cl co.id co.il co.nz co.th com com.ar com.au com.br com.gr com.pe com.tr com.vn cz de dk es fr hu ie in it jp kr lv my ph pt sa sg sk",
  proton: "me",
  protonmail: "ch com",
  rocketmail: "com",
  tuta: "com io",
  tutanota: "com de",
  yahoo:
    "at be ca cl cn co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com com.ar com.au com.br com.cn com.co com.hk com.mx com.my com.pe com.ph com.sg com.tr com.tw com.ve com.vn cz de dk es fi fr gr hu ie in it jp nl no pl pt ro se",
  yandex: "by com com.tr kz ru ua",
  zoho: "com eu in",
};

/** Providers with one name. */
const SINGLES = `
  gmail.com ymail.com msn.com icloud.com me.com mac.com passport.com windowslive.com pm.me fastmail.com fastmail.fm
  hey.com duck.com mail.com email.com usa.com inbox.com gmx.tm hushmail.com lavabit.com posteo.de posteo.net mailbox.org
  runbox.com startmail.com mailfence.com riseup.net disroot.org rediffmail.com rediff.com sify.com in.com
  qq.com foxmail.com vip.qq.com 163.com 126.com yeah.net 188.com sina.com sina.cn sohu.com 139.com 189.cn 21cn.com tom.com
  aliyun.com naver.com daum.net hanmail.net nate.com kakao.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp
  nifty.com biglobe.ne.jp ocn.ne.jp plala.or.jp so-net.ne.jp
  mail.ru bk.ru list.ru inbox.ru internet.ru ya.ru rambler.ru lenta.ru ukr.net i.ua meta.ua tut.by abv.bg mail.bg
  seznam.cz email.cz post.cz centrum.cz atlas.cz volny.cz azet.sk zoznam.sk centrum.sk post.sk
  wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu poczta.fm gazeta.pl tlen.pl vp.pl
  freemail.hu citromail.hu indamail.hu inbox.lv inbox.lt mail.ee hot.ee
  web.de t-online.de freenet.de arcor.de online.de mail.de vodafone.de kabelmail.de email.de magenta.de 1und1.de
  bluewin.ch sunrise.ch hispeed.ch aon.at chello.at utanet.at
  free.fr orange.fr wanadoo.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr club-internet.fr voila.fr aliceadsl.fr
  libero.it virgilio.it tiscali.it alice.it tin.it inwind.it iol.it fastwebnet.it email.it poste.it
  telefonica.net terra.es ono.com sapo.pt clix.pt netcabo.pt
  telenet.be skynet.be proximus.be scarlet.be ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl hetnet.nl upcmail.nl casema.nl
  btinternet.com btopenworld.com talktalk.net sky.com virginmedia.com virgin.net blueyonder.co.uk ntlworld.com
  tiscali.co.uk o2.co.uk plusnet.com eircom.net
  telia.com spray.se comhem.se bredband.net online.no mail.dk jubii.dk ofir.dk kolumbus.fi suomi24.fi luukku.com elisanet.fi
  comcast.net verizon.net att.net sbcglobal.net bellsouth.net pacbell.net swbell.net ameritech.net cox.net charter.net
  spectrum.net roadrunner.com rr.com optonline.net optimum.net earthlink.net mindspring.com juno.com netzero.net aim.com
  windstream.net frontier.com frontiernet.net centurylink.net q.com embarqmail.com suddenlink.net
  rogers.com shaw.ca sympatico.ca bell.net telus.net videotron.ca cogeco.ca
  uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com r7.com oi.com.br zipmail.com.br
  prodigy.net.mx fibertel.com.ar ciudad.com.ar arnet.com.ar speedy.com.ar vtr.net
  bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au westnet.com.au ozemail.com.au internode.on.net
  xtra.co.nz mweb.co.za telkomsa.net webmail.co.za vodamail.co.za walla.co.il walla.com 012.net.il netvision.net.il
  mynet.com superonline.com singnet.com.sg starhub.net.sg pacific.net.sg
`;

/** Addresses to throw away: whoever uses one wants no answer. The services most seen, with their commonest aliases. */
const DISPOSABLES = `
  10minutemail.com 10minutemail.net 10minutemail.co.za 20minutemail.com 33mail.com anonaddy.com anonbox.net burnermail.io
  byom.de cock.li crazymailing.com deadaddress.com discard.email discardmail.com discardmail.de disposablemail.com
  dispostable.com dropmail.me emailfake.com emailondeck.com emailtemporanea.com einrot.com fakeinbox.com fakemail.net
  fakemailgenerator.com filzmail.com getairmail.com getnada.com grr.la guerrillamail.biz guerrillamail.com
  guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com
  hidemail.de incognitomail.org inboxbear.com inboxkitten.com jetable.org kasmail.com linshiyouxiang.net luxusmail.org
  mail-temp.com mail-temporaire.fr mail7.io mailcatch.com maildrop.cc mailexpire.com mailforspam.com mailinator.com
  mailinator.net mailinator2.com mailnesia.com mailnull.com mailpoof.com mailsac.com mailtemp.info mail.tm mintemail.com
  mohmal.com moakt.com mytemp.email mytrashmail.com nada.email nospam.ze.tm notmailinator.com owlymail.com
  pokemail.net proxymail.eu receivemail.com rcpt.at sharklasers.com sneakemail.com sogetthis.com spam4.me
  spambog.com spambox.us spamgourmet.com spamex.com spamspot.com superrito.com teleworm.us temp-mail.io temp-mail.org
  temp-mail.ru tempail.com tempinbox.com tempmail.com tempmail.de tempmail.dev tempmail.net tempmail.plus tempmailaddress.com
  tempmailo.com tempr.email temporary-mail.net throwam.com throwawaymail.com tmail.com tmailor.com tmpmail.net tmpmail.org
  trash-mail.com trash-mail.de trashmail.at trashmail.com trashmail.de trashmail.io trashmail.me trashmail.net
  wegwerfemail.de wegwerfmail.de wegwerfmail.net wegwerfmail.org yopmail.com yopmail.fr yopmail.net zetmail.com
`;

const FREE_MAIL: ReadonlySet<string> = new Set([
  ...toWords(SINGLES),
  ...Object.entries(FAMILIES).flatMap(([name, suffixes]) => toWords(suffixes).map((suffix) => `${name}.${suffix}`)),
]);

const DISPOSABLE: ReadonlySet<string> = new Set(toWords(DISPOSABLES));

/** A mail provider open to anybody: the domain says nothing about the company behind the address. */
export function isFreeMailDomain(domain: string): boolean {
  return FREE_MAIL.has(domain) || DISPOSABLE.has(domain);
}

/** A mail provider whose addresses are thrown away after use. */
export function isDisposableMailDomain(domain: string): boolean {
  return DISPOSABLE.has(domain);
}
